// expect: OK
// limits: time=10s memory=256M processes=16
// stdout: 100 children
// why: until it becomes another program, a child of vfork has the memory of its parent, 150 MB, which is there once.
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv, char** environment) {
  if (argc > 1) return 0;
  const size_t size = 150 << 20;
  char* const table = malloc(size);
  memset(table, 1, size);
  char* const arguments[] = {argv[0], "child", NULL};
  int status = 0, children = 0;
  for (int i = 0; i < 100; ++i) {
    pid_t child = 0;
    if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environment) != 0) return 1;
    children += waitpid(child, &status, 0) == child && status == 0;
  }
  printf("%d children\n", children + (table[size / 2] - 1));
  return 0;
}
