// expect: SV ioprio_set
// why: a real-time class of disk access.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_ioprio_set, 1, 0, 1 << 13);
  return 0;
}
