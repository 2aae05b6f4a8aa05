// expect: OK
// limits: time=5s memory=16M stdout=64M
// why: 48 MiB of output under a memory limit of 16: output is nobody's memory.
#include <stdio.h>

int main(void) {
  for (int i = 0; i < (48 << 20) / 16; ++i) puts("fifteen letters");
  return 0;
}
