// expect: MLE
// limits: time=5s memory=64M
// why: with no stack limit of its own the stack is memory like any other.
#include <string.h>

static int Descend(int depth) {
  volatile char frame[64 * 1024];
  memset((char*)frame, depth, sizeof(frame));
  return depth == 0 ? frame[0] : Descend(depth - 1) + frame[1];
}

int main(void) { return Descend(1 << 16) == 0; }
