// expect: OK
// check: no-host-paths
// stdin: secret
// why: readlink of a descriptor tells the path of its file on the machine that opened it.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int fd = 0; fd < 3; ++fd) {
    char path[64], target[4096] = {0};
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (readlink(path, target, sizeof(target) - 1) < 0) return 1;
    puts(target);
  }
  return 0;
}
