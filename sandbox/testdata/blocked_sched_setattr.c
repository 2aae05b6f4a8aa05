// expect: SV sched_setattr
// why: deadline scheduling goes before everything else on the machine.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_sched_setattr, 0, 0, 0);
  return 0;
}
