// expect: SV clone arg0=0x40000011
// why: clone makes namespaces as unshare does.
#define _GNU_SOURCE
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_clone, CLONE_NEWNET | SIGCHLD, 0, 0, 0, 0);
  return 0;
}
