// expect: SV pidfd_getfd
// why: another's open files.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_pidfd_getfd, 0, 0, 0);
  return 0;
}
