// expect: OK
// as-user: RE 1
// policy: open
// why: A signal for init by a handle. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  return syscall(SYS_pidfd_send_signal, syscall(SYS_pidfd_open, 1, 0), 9, 0, 0) == 0 || errno != EPERM ? 1 : 0;
}
