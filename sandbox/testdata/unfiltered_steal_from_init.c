// expect: OK
// policy: open
// relies-on: init-uid and init-not-dumpable else RE 1
// why: Init's open files. Here the filter lets the call by: the box itself must refuse, whether or not there is that
// file.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const int init = syscall(SYS_pidfd_open, 1, 0);
  if (init < 0) return 2;
  return syscall(SYS_pidfd_getfd, init, 0, 0) < 0 && errno == EPERM ? 0 : 1;
}
