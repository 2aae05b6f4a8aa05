// expect: MLE
// by-rlimits: OK
// limits: time=5s memory=16M files=1024
// why: five hundred pipes hold 32 MiB of the kernel's memory, and are charged for it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  int ends[2];
  while (pipe2(ends, O_NONBLOCK) == 0) {
    while (write(ends[1], block, sizeof(block)) > 0) {
    }
  }
  return 0;
}
