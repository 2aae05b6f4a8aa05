// expect: OK
// limits: time=5s memory=256M disk=16M
// relies-on: limit-disk else RE 1
// why: files without a name, which no listing shows, take their space while they are open.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  memset(block, 'x', sizeof(block));
  for (long bytes = 0;;) {
    const int file = open("/tmp/x", O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (file < 0 || unlink("/tmp/x") < 0) return 1;
    for (int i = 0; i < 16; ++i, bytes += sizeof(block)) {
      if (write(file, block, sizeof(block)) < 0) return errno == ENOSPC && bytes <= 16 << 20 ? 0 : 2;
    }
  }
}
