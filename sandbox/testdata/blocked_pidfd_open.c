// expect: SV pidfd_open
// why: a handle on another process.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_pidfd_open, 1, 0);
  return 0;
}
