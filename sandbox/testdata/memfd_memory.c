// expect: MLE
// by-rlimits: OK
// policy: open
// limits: time=5s memory=64M
// relies-on: limit-memory else OK
// why: a memfd is memory that no mount's size bounds.
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
  static char block[1 << 20];
  memset(block, 'x', sizeof(block));
  const int file = memfd_create("hoard", 0);
  if (file < 0) return 3;
  for (int i = 0; i < 256; ++i) {
    if (write(file, block, sizeof(block)) != (ssize_t)sizeof(block)) return 4;
  }
  return 0;
}
