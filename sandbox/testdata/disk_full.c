// expect: OK
// limits: time=5s memory=256M disk=16M
// why: /work and /tmp share one size.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static long Fill(const char* name) {
  static char block[64 * 1024];
  memset(block, 'x', sizeof(block));
  const int file = open(name, O_CREAT | O_WRONLY, 0600);
  if (file < 0) return -1;
  long bytes = 0;
  for (;;) {
    const ssize_t written = write(file, block, sizeof(block));
    if (written < 0) return errno == ENOSPC ? bytes : -1;
    bytes += written;
  }
}

int main(void) {
  const long tmp = Fill("/tmp/fill");
  const long work = Fill("/work/fill");
  if (tmp < 0 || work < 0) return 1;
  return tmp + work <= 16 << 20 ? 0 : 2;
}
