// expect: SV mlock
// why: pages that cannot be reclaimed.
#define _GNU_SOURCE
#include <sys/mman.h>

int main(void) {
  static char page[4096];
  return mlock(page, sizeof(page)) == 0;
}
