// expect: SV mmap
// why: huge pages come from a pool of the machine's that is charged to no box.
#define _GNU_SOURCE
#include <sys/mman.h>

int main(void) {
  return mmap(0, 2 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) == MAP_FAILED;
}
