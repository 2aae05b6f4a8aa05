// expect: OK
// why: the box's own /proc shows init and this program, and nobody else.
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  DIR* folder = opendir("/proc");
  if (folder == NULL) return 3;
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    if (!isdigit(entry->d_name[0])) continue;
    const int pid = atoi(entry->d_name);
    if (pid != 1 && pid != getpid()) return 1;
  }
  return getpid() == 1 ? 2 : 0;
}
