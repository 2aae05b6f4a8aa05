// expect: OK
// limits: time=5s memory=64M inodes=1000
// relies-on: limit-inodes else RE 1
// why: empty files take no space, only inodes.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 100000; ++i) {
    char name[64];
    snprintf(name, sizeof(name), "/tmp/file%d", i);
    const int fd = open(name, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) return errno == ENOSPC && i <= 1000 ? 0 : 1;
    close(fd);
  }
  return 2;
}
