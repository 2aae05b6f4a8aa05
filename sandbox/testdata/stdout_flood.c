// expect: OLE
// limits: time=10s memory=64M stdout=1M
// relies-on: limit-stdout else OK
// why: output is read with a bound, and is never memory of the box.
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  memset(block, 'x', sizeof(block));
  for (int i = 0; i < 4096; ++i) {
    if (write(1, block, sizeof(block)) < 0) return 3;
  }
  return 0;
}
