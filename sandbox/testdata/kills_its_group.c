// expect: RE SIGKILL
// limits: time=1s wall=5s memory=64M
// why: its process group is its own. Nobody of the judge's is in it.
#include <signal.h>

int main(void) {
  kill(0, SIGKILL);
  return 0;
}
