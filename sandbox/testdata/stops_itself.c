// expect: TLE wall
// limits: time=1s wall=500ms
// why: a stopped process neither runs nor ends, and its parent may wait for it for ever.
#include <signal.h>

int main(void) {
  raise(SIGSTOP);
  return 0;
}
