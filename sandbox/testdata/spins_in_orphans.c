// expect: TLE cpu
// limits: time=500ms wall=20s processes=16
// why: the worker's parent is dead, so that no wait() ever adds its time to the target's.
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    setsid();
    if (fork() > 0) _exit(0);
    for (volatile unsigned i = 0;; ++i) {
    }
  }
  wait(0);
  sleep(3600);
  return 0;
}
