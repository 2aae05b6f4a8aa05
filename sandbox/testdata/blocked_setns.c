// expect: SV setns
// why: joining a namespace by a descriptor.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>

int main(void) {
  setns(open("/proc/self/ns/net", O_RDONLY), 0);
  return 0;
}
