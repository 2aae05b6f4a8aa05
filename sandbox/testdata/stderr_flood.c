// expect: OK
// limits: time=10s memory=64M
// why: nobody is ended for talking on stderr; what is too much is read and dropped.
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  memset(block, 'x', sizeof(block));
  for (int i = 0; i < 3200; ++i) {
    if (write(2, block, sizeof(block)) != (ssize_t)sizeof(block)) return 3;
  }
  return 0;
}
