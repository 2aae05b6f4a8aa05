// expect: SV io_uring_enter
// why: a ring that came from elsewhere would make calls past the filter.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(426, 0, 1, 0, 0, 0, 0);
  return 0;
}
