// expect: OK
// limits: time=10s memory=256M processes=16
// stdout: 4 workers
// why: a hundred megabytes that four forked workers only read are there once.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  const size_t size = 100 << 20;
  char* const table = malloc(size);
  memset(table, 1, size);
  for (int i = 0; i < 4; ++i) {
    if (fork() == 0) {
      long sum = 0;
      for (size_t j = 0; j < size; ++j) sum += table[j];
      usleep(200000);
      _exit(sum == (long)size ? 0 : 1);
    }
  }
  int status = 0, workers = 0;
  while (wait(&status) > 0) workers += status == 0;
  printf("%d workers\n", workers);
  return 0;
}
