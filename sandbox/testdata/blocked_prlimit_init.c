// expect: SV prlimit64
// why: init's limits.
#define _GNU_SOURCE
#include <sys/resource.h>

int main(void) {
  struct rlimit none = {0, 0};
  prlimit(1, RLIMIT_NOFILE, &none, 0);
  return 0;
}
