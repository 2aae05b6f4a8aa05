// expect: RE SIGXFSZ
// limits: time=5s memory=64M file=1M
// relies-on: limit-file else MLE
// why: one file may not grow beyond the limit.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  memset(block, 'x', sizeof(block));
  const int file = open("/tmp/huge", O_CREAT | O_WRONLY, 0600);
  if (file < 0) return 3;
  for (int i = 0; i < 1024; ++i) {
    if (write(file, block, sizeof(block)) < 0) return 4;
  }
  return 0;
}
