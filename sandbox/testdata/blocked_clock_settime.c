// expect: SV clock_settime
// why: the clock of all.
#include <time.h>

int main(void) {
  struct timespec zero = {0};
  clock_settime(CLOCK_REALTIME, &zero);
  return 0;
}
