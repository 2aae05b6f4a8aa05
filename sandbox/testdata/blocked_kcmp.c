// expect: SV kcmp
// why: it compares kernel pointers of processes.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_kcmp, 1, 1, 0, 0, 0);
  return 0;
}
