// expect: SV sethostname
// why: the name of the machine.
#define _GNU_SOURCE
#include <unistd.h>

int main(void) {
  if (sethostname("x", 1) == 0) return 1;
  return 0;
}
