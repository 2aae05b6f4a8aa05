// expect: MLE
// limits: time=5s wall=20s memory=64M processes=16
// why: eight children of 20 MiB each are small one by one; the limit is for all together.
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 8; ++i) {
    if (fork() == 0) {
      char* block = malloc(20 << 20);
      memset(block, i + 1, 20 << 20);
      pause();
    }
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
