// expect: MLE
// by-rlimits: OK
// limits: time=5s memory=16M
// why: a byte read every 2 MiB takes no page of its own (it is the page of zeros), but a page of page tables each.
#define _GNU_SOURCE
#include <sys/mman.h>

int main(void) {
  const unsigned long size = 64UL << 30, step = 2UL << 20;
  volatile char* map = mmap(0, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (map == MAP_FAILED) return 1;
  madvise((void*)map, size, MADV_NOHUGEPAGE);
  int sum = 0;
  for (unsigned long i = 0; i < size; i += step) sum += map[i];
  return sum;
}
