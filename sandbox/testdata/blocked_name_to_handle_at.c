// expect: SV name_to_handle_at
// why: the other half of open_by_handle_at.
#define _GNU_SOURCE
#include <fcntl.h>

int main(void) {
  name_to_handle_at(AT_FDCWD, "/", 0, 0, 0);
  return 0;
}
