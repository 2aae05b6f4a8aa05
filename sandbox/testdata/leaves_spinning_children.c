// expect: OK
// limits: time=5s wall=20s processes=16
// why: the run ends when the target ends. What it left behind is killed, not waited for.
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 8; ++i) {
    if (fork() == 0) {
      for (volatile unsigned j = 0;; ++j) {
      }
    }
  }
  return 0;
}
