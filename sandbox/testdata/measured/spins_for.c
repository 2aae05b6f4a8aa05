// Uses the CPU for argv[1] milliseconds by its own clock, then prints what that clock says, in nanoseconds.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long long Now(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char** argv) {
  const long long end = (argc > 1 ? atoi(argv[1]) : 0) * 1000000LL;
  while (Now() < end) {
    for (volatile int i = 0; i < 10000; ++i) {
    }
  }
  printf("%lld\n", Now());
  return 0;
}
