// expect: SV madvise arg2=12
// why: merged pages tell what other boxes hold in memory (by the time that a write takes).
#define _DEFAULT_SOURCE
#include <sys/mman.h>

int main(void) {
  static char page[8192];
  return madvise((void*)((unsigned long)(page + 4095) & ~4095UL), 4096, MADV_MERGEABLE) < 0;
}
