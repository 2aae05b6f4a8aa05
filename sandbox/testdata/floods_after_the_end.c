// expect: OK
// limits: time=5s wall=20s processes=16
// why: a child holds stdout, waits for the end of the target, and writes without end: the output of the dead.
#include <unistd.h>

int main(void) {
  const pid_t target = getpid();
  if (fork() == 0) {
    static char block[64 * 1024];
    while (getppid() == target) {
    }
    while (write(1, block, sizeof(block)) > 0) {
    }
    _exit(0);
  }
  return 0;
}
