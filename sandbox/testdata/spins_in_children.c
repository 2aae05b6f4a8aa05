// expect: TLE cpu
// limits: time=500ms wall=20s processes=16
// why: work that is handed to children is work all the same.
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 4; ++i) {
    if (fork() == 0) {
      for (volatile unsigned j = 0;; ++j) {
      }
    }
  }
  while (wait(0) > 0) {
  }
  return 0;
}
