// expect: SV init_module
// why: code for the kernel.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_init_module, 0, 0, "");
  return 0;
}
