// expect: SV ioctl arg1=0x541c
// why: TIOCLINUX pastes into the console of the machine.
#define _GNU_SOURCE
#include <sys/ioctl.h>

int main(void) {
  ioctl(0, TIOCLINUX, "\3");
  return 0;
}
