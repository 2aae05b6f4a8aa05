// expect: MLE
// by-rlimits: OK
// limits: time=5s memory=64M disk=1024M
// why: a file in /tmp is memory. It is charged to the box.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[1 << 20];
  memset(block, 'x', sizeof(block));
  const int file = open("/tmp/hoard", O_CREAT | O_WRONLY, 0600);
  if (file < 0) return 3;
  for (int i = 0; i < 512; ++i) {
    if (write(file, block, sizeof(block)) != (ssize_t)sizeof(block)) return 4;
  }
  return 0;
}
