// expect: TLE cpu
// by-rlimits: TLE wall
// limits: time=500ms wall=6s processes=16
// why: each orphan spins for a moment, makes the next and ends; no wait() of the target's ever adds its time.
#include <time.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    for (;;) {
      struct timespec now;
      do {
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
      } while (now.tv_sec == 0 && now.tv_nsec < 50000000);
      if (fork() > 0) _exit(0);
    }
  }
  sleep(3600);
  return 0;
}
