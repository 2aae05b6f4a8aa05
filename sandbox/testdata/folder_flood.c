// expect: OK
// limits: time=5s memory=64M inodes=1000
// why: folders are inodes as files are.
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

int main(void) {
  for (int i = 0; i < 100000; ++i) {
    char name[64];
    snprintf(name, sizeof(name), "/tmp/folder%d", i);
    if (mkdir(name, 0700) < 0) return errno == ENOSPC && i <= 1000 ? 0 : 1;
  }
  return 2;
}
