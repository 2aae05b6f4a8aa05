// expect: OK
// evidence: process-limit
// limits: time=2s wall=20s memory=64M processes=32
// why: each generation leaves its session and its parent, so that no process group and no wait() finds it. Nothing of
// it may be alive after the run.
#include <signal.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 200; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      setsid();
      signal(SIGTERM, SIG_IGN);
      signal(SIGHUP, SIG_IGN);
      for (;;) pause();
    }
  }
  return 0;
}
