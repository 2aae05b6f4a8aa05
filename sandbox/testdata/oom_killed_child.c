// expect: MLE
// by-rlimits: OK
// limits: time=5s wall=20s memory=64M processes=16
// why: the kernel kills the child that hoards, the parent goes on and exits 0: still over the limit.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    volatile char* const block = malloc(256 << 20);
    for (size_t i = 0; i < 256 << 20; i += 4096) block[i] = 1;
    _exit(0);
  }
  wait(NULL);
  return 0;
}
