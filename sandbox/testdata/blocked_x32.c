// expect: SV getpid arch=x32
// why: the x32 range doubles every number of x86_64: a filter by number alone lets it by.
#define _GNU_SOURCE
#include <unistd.h>

int main(void) {
  syscall(0x40000000 | 39);
  return 0;
}
