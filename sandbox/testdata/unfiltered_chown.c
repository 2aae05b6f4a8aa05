// expect: OK
// policy: open
// why: Files of another: of root, or of a box to come. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  const int file = open("/tmp/x", O_CREAT | O_WRONLY, 0600);
  return fchown(file, 0, 0) == 0 || fchown(file, getuid() + 2, -1) == 0 ? 1 : 0;
}
