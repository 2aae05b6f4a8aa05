// expect: SV keyctl
// why: key rings outlive processes, and are counted and found by uid.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_keyctl, 0, -4, 1);
  return 0;
}
