// expect: OK
// limits: memory=64M
// why: runtimes reserve gigabytes of addresses that they never touch.
#include <sys/mman.h>

static char never_touched[1UL << 30];

int main(void) {
  void* block = mmap(0, 1UL << 36, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return block == MAP_FAILED ? 1 : never_touched[12345];
}
