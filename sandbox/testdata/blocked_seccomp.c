// expect: SV seccomp
// why: a listener of its own could answer in place of ours.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_seccomp, 1, 0, 0);
  return 0;
}
