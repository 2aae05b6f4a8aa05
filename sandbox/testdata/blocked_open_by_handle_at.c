// expect: SV open_by_handle_at
// why: a handle names any file of a file system: the way out of the first containers.
#define _GNU_SOURCE
#include <fcntl.h>

int main(void) {
  open_by_handle_at(0, 0, O_RDONLY);
  return 0;
}
