// expect: SV bpf
// why: programs for the kernel.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_bpf, 0, 0, 0);
  return 0;
}
