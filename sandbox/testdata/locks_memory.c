// expect: OK
// relies-on: locked-memory-limit else RE 1
// why: MAP_LOCKED is mlock in another word. Locked pages of all boxes together are what the machine cannot give back.
#define _GNU_SOURCE
#include <sys/mman.h>

int main(void) {
  return mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED ? 0 : 1;
}
