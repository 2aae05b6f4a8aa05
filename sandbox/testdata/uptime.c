// expect: OK
// check: clocks-of-its-own
// relies-on: time-namespace else complaint
// why: how long the machine has been up tells when it was last patched, and tells machines apart. The box's clocks start
// with the box. (Where the kernel has time namespaces: 5.6 and later.)
#include <stdio.h>
#include <time.h>

int main(void) {
  const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME};
  for (int i = 0; i < 3; ++i) {
    struct timespec now;
    if (clock_gettime(clocks[i], &now) < 0) return 1;
    printf("%ld.%09ld\n", now.tv_sec, now.tv_nsec);
  }
  return 0;
}
