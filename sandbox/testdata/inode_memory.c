// expect: MLE
// by-rlimits: OK
// limits: time=5s memory=16M inodes=60000
// why: empty files take no space of the disk limit, but a kilobyte each of the kernel's memory.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 50000; ++i) {
    char name[64];
    snprintf(name, sizeof(name), "/tmp/%d", i);
    const int fd = open(name, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) return 1;
    close(fd);
  }
  return 0;
}
