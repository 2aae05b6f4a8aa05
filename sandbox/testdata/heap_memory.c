// expect: MLE
// limits: time=5s memory=64M
// why: the plain case.
#include <stdlib.h>
#include <string.h>

int main(void) {
  for (int i = 0; i < 1024; ++i) {
    char* block = malloc(1 << 20);
    if (block == NULL) return 3;
    memset(block, i + 1, 1 << 20);
  }
  return 0;
}
