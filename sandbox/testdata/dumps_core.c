// expect: OK
// limits: time=2s wall=10s processes=16
// relies-on: core-limit else RE 1
// why: a core dump is a file of any size in the work folder, or a program of root's that is fed by the target.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) abort();
  int status = 0;
  if (wait(&status) < 0 || !WIFSIGNALED(status) || WCOREDUMP(status)) return 1;
  DIR* folder = opendir("/work");
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    if (strncmp(entry->d_name, "core", 4) == 0) return 2;
  }
  return 0;
}
