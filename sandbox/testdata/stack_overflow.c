// expect: RE SIGSEGV
// limits: time=5s memory=256M stack=8M
// relies-on: limit-stack else MLE
// why: beyond the stack limit a recursion ends by SIGSEGV, not by the memory limit.
static int Descend(volatile int depth) {
  volatile char frame[1024];
  frame[depth & 1023] = (char)depth;
  return Descend(depth + 1) + frame[0];
}

int main(void) { return Descend(0); }
