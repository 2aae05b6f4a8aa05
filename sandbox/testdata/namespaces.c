// expect: OK
// check: fresh-namespaces
// why: each box has its own pid, mnt, uts, ipc, net and cgroup namespace; the test compares them with its own.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const char* const names[] = {"pid", "mnt", "uts", "ipc", "net", "cgroup"};
  for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    char path[64], target[64] = {0};
    snprintf(path, sizeof(path), "/proc/self/ns/%s", names[i]);
    if (readlink(path, target, sizeof(target) - 1) < 0) return 1;
    puts(target);
  }
  return 0;
}
