// expect: OK
// relies-on: close-on-exec else RE 1
// why: a descriptor that leaks into the box is a door. Only 0, 1 and 2 are open.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  DIR* folder = opendir("/proc/self/fd");
  if (folder == NULL) return 3;
  int found = 0, wrong = 0;
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.' || atoi(entry->d_name) == dirfd(folder)) continue;
    ++found;
    if (atoi(entry->d_name) > 2) {
      printf("%s is open\n", entry->d_name);
      ++wrong;
    }
  }
  return wrong > 0 ? 1 : found == 3 ? 0 : 2;
}
