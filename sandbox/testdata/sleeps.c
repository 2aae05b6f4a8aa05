// expect: TLE wall
// limits: time=1s wall=500ms
// relies-on: limit-wall else OK
// why: an idle program takes no CPU time. It is the wall clock that ends it.
#include <unistd.h>

int main(void) {
  sleep(3);
  return 0;
}
