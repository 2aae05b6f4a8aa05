// expect: OK
// output: artifact=collected
// why: set-uid bits of an output are not the caller's concern: bytes alone are taken.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  const int file = open("artifact", O_CREAT | O_WRONLY, 0600);
  return write(file, "x", 1) == 1 && fchmod(file, 06777) == 0 ? 0 : 1;
}
