// expect: SV pivot_root
// why: another root mount.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_pivot_root, ".", ".");
  return 0;
}
