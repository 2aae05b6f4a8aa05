// expect: SV ioctl arg1=0x5412
// why: TIOCSTI types on somebody's terminal.
#include <sys/ioctl.h>

int main(void) {
  ioctl(0, TIOCSTI, "x");
  return 0;
}
