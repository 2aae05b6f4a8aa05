// expect: OK
// limits: processes=16
// output: artifact=collected|too-large
// why: a child goes on writing after the target has ended. Outputs are collected once it is dead: what they are told to
// have is what they have.
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  const int file = open("artifact", O_CREAT | O_RDWR, 0600);
  if (file < 0 || write(file, "0", 1) != 1) return 1;
  if (fork() == 0) {
    for (;;) {
      if (write(file, "1", 1) != 1) _exit(1);
    }
  }
  return 0;
}
