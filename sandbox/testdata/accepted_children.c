// expect: OK
// limits: time=5s memory=64M processes=16
// stdout: child
// why: compilers start children by vfork and exec, and read what they print.
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv, char** environment) {
  if (argc > 1) {
    puts("child");
    return 5;
  }
  char* const arguments[] = {argv[0], "child", NULL};
  pid_t child = 0;
  if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environment) != 0) return 1;
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 5 ? 0 : 2;
}
