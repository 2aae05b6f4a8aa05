// expect: TLE cpu
// limits: time=500ms wall=20s
// why: a limit that is told by a signal which can be blocked is no limit.
#include <signal.h>

int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, 0);
  for (int signal_number = 1; signal_number < 65; ++signal_number) signal(signal_number, SIG_IGN);
  for (volatile unsigned i = 0;; ++i) {
  }
}
