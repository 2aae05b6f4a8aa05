// expect: SV #1000
// why: a number that no kernel has today may be a door of tomorrow's.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(1000, 1, 2, 3);
  return 0;
}
