// expect: SV ioctl
// why: the kernel looks at 32 bits of a command. A filter that compares 64 is passed by setting bit 32.
#define _GNU_SOURCE
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_ioctl, 0, (1UL << 32) | TIOCSTI, "x");
  return 0;
}
