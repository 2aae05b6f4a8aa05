// expect: TLE wall
// limits: time=1s wall=500ms
// why: an idle program takes no CPU time. It is the wall clock that ends it.
#include <unistd.h>

int main(void) {
  sleep(3600);
  return 0;
}
