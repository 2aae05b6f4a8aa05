// expect: OK
// limits: time=2s wall=10s memory=64M
// relies-on: read-only-proc else RE 1
// why: a box goes before the judge when the machine runs out of memory, and cannot change that: /proc is read-only.
#include <errno.h>
#include <fcntl.h>

int main(void) {
  const char* const files[] = {"/proc/self/oom_score_adj", "/proc/self/coredump_filter", "/proc/self/comm"};
  for (int i = 0; i < 3; ++i) {
    if (open(files[i], O_WRONLY) >= 0 || errno != EROFS) return i + 1;
  }
  return 0;
}
