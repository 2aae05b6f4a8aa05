// expect: OK
// check: no-host-paths
// relies-on: cgroup-namespace else RE 1
// why: every line of /proc/self/cgroup ends in ":/". A cgroup namespace made too early shows the host's path.
#include <stdio.h>
#include <string.h>

int main(void) {
  FILE* file = fopen("/proc/self/cgroup", "r");
  if (file == NULL) return 3;
  char line[512];
  while (fgets(line, sizeof(line), file) != NULL) {
    fputs(line, stdout);
    line[strcspn(line, "\n")] = '\0';
    const char* path = strchr(line, ':') == NULL ? NULL : strchr(strchr(line, ':') + 1, ':');
    if (path == NULL || strcmp(path, ":/") != 0) return 1;
  }
  return 0;
}
