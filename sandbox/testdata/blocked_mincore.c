// expect: SV mincore
// why: it tells which pages of the shared image others have read.
#define _DEFAULT_SOURCE
#include <sys/mman.h>

int main(void) {
  unsigned char pages[1];
  static char page[8192];
  return mincore((void*)((unsigned long)(page + 4095) & ~4095UL), 4096, pages) < 0;
}
