// expect: TLE wall
// limits: time=1s wall=500ms
// why: the end of its stdout is not the end of the program.
#include <unistd.h>

int main(void) {
  close(0);
  close(1);
  close(2);
  sleep(3600);
  return 0;
}
