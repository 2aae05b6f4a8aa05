// expect: OK
// limits: time=5s memory=256M stack=64M
// stdout: 62
// why: a stack limit of 64 MiB gives 62 MiB to the program.
#include <stdio.h>

static int Descend(int depth) {
  volatile char frame[1 << 20];
  frame[0] = 1;
  frame[(1 << 20) - 1] = 1;
  return depth == 1 ? 1 : Descend(depth - 1) + frame[0];
}

int main(void) {
  printf("%d\n", Descend(62));
  return 0;
}
