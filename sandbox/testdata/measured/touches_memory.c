// Touches every page of argv[1] MiB.
#include <stdlib.h>
#include <string.h>

int main(int argc, char** argv) {
  const size_t size = (size_t)(argc > 1 ? atoi(argv[1]) : 0) << 20;
  char* const block = malloc(size);
  if (block == NULL) return 1;
  memset(block, 1, size);
  return block[size / 2] == 1 ? 0 : 2;
}
