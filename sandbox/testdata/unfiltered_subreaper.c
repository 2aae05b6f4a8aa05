// expect: OK
// limits: time=2s wall=10s processes=16
// policy: open
// why: With the orphans reparented to the target, init does not see them end. The run ends all the same, and they with it.
#define _GNU_SOURCE
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  for (int i = 0; i < 4; ++i) {
    if (fork() != 0) continue;
    setsid();
    if (fork() != 0) _exit(0);
    for (;;) pause();
  }
  return 0;
}
