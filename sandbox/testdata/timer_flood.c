// expect: OK
// limits: time=5s memory=64M
// why: POSIX timers are kernel memory, bounded by RLIMIT_SIGPENDING and charged to the box.
#include <signal.h>
#include <time.h>

int main(void) {
  struct sigevent nothing = {.sigev_notify = SIGEV_NONE};
  timer_t timer;
  for (int i = 0; i < 10000000; ++i) {
    if (timer_create(CLOCK_MONOTONIC, &nothing, &timer) < 0) return 0;
  }
  return 1;
}
