// expect: RE SIGXCPU
// limits: time=1s
// why: SIGXCPU alone does not prove a time limit.
#include <signal.h>

int main(void) {
  raise(SIGXCPU);
  return 0;
}
