// expect: OK
// policy: open
// why: Init's namespaces. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  return open("/proc/1/ns/mnt", O_RDONLY) >= 0 || setns(syscall(SYS_pidfd_open, 1, 0), CLONE_NEWNS) == 0 || errno != EPERM ? 1 : 0;
}
