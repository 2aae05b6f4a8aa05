// expect: OK
// relies-on: read-only-proc else RE
// why: a process may change much of itself by the files of its /proc folder: memory, OOM score, id maps, scheduling.
// Not one of them can be opened for writing.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

int main(void) {
  DIR* folder = opendir("/proc/self");
  if (folder == NULL) return 100;
  int wrong = 0, seen = 0;
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_type != DT_REG) continue;
    char path[512];
    snprintf(path, sizeof(path), "/proc/self/%s", entry->d_name);
    ++seen;
    if (open(path, O_WRONLY) < 0 && (errno == EROFS || errno == EACCES)) continue;
    puts(path);
    ++wrong;
  }
  return seen > 20 ? wrong : 101;
}
