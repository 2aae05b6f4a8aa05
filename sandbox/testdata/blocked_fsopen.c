// expect: SV fsopen
// why: the newer calls that mount.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_fsopen, "tmpfs", 0);
  return 0;
}
