// expect: SV iopl
// why: the ports of the machine.
#include <sys/io.h>

int main(void) {
  iopl(3);
  return 0;
}
