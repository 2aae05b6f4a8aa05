// expect: TLE wall
// limits: time=1s wall=500ms processes=16
// why: children that are stopped, and a target that waits for them: nothing runs, and nothing ends.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 4; ++i) {
    if (fork() == 0) {
      for (;;) pause();
    }
  }
  kill(-1, SIGSTOP);
  wait(0);
  return 0;
}
