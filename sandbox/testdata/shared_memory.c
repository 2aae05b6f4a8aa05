// expect: MLE
// limits: time=5s memory=64M
// why: shared anonymous memory is a file of the kernel's own tmpfs: charged all the same.
#include <string.h>
#include <sys/mman.h>

int main(void) {
  const size_t size = 256 << 20;
  char* block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) return 3;
  memset(block, 1, size);
  return 0;
}
