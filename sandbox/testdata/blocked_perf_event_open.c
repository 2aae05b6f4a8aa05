// expect: SV perf_event_open
// why: a large door into the kernel, and a side channel.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_perf_event_open, 0, 0, -1, -1, 0);
  return 0;
}
