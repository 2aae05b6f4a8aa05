// expect: OK
// limits: time=5s memory=256M
// stdout: 1000000
// why: contest programs recurse deeply: a million frames, 120 MB of stack, with no stack limit of its own.
#include <cstdio>

[[gnu::noinline]] static int Depth(volatile int left) {
  volatile char frame[64];
  frame[left & 63] = 1;
  return left == 0 ? 0 : Depth(left - 1) + frame[left & 63];
}

int main() { std::printf("%d\n", Depth(1000000)); }
