// expect: OK
// policy: open
// why: names of abstract sockets are the network namespace's: those of the host (a desktop's bus, a container engine's)
// are not in /proc/self/net/unix.
#include <stdio.h>
#include <string.h>

int main(void) {
  FILE* file = fopen("/proc/self/net/unix", "r");
  if (file == NULL) return 2;
  char line[512];
  int lines = 0;
  while (fgets(line, sizeof(line), file) != NULL) {
    if (lines > 0) fputs(line, stderr);
    ++lines;
  }
  return lines > 1;
}
