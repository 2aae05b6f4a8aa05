// expect: OK
// evidence: process-limit
// limits: time=2s memory=64M processes=16
// relies-on: limit-processes else RE 1
// why: the dead that nobody waits for are processes still.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int count = 0;
  while (count < 1000) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    if (child < 0) break;
    ++count;
  }
  printf("%d zombies\n", count);
  return count < 16 ? 0 : 1;
}
