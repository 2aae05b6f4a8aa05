// expect: TLE cpu
// limits: time=300ms wall=30s processes=16
// why: thousands of children, each too short for a clock tick or an RLIMIT_CPU of its own.
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  for (;;) {
    if (fork() == 0) {
      struct timespec now;
      do {
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
      } while (now.tv_nsec < 500000 && now.tv_sec == 0);
      _exit(0);
    }
    wait(0);
  }
}
