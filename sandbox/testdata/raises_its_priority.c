// expect: OK
// why: neither above others nor below: nice() is refused, and the program goes on.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/resource.h>

int main(void) {
  if (setpriority(PRIO_PROCESS, 0, -5) == 0 || errno != EPERM) return 1;
  return setpriority(PRIO_PROCESS, 0, 5) == 0 || errno != EPERM ? 2 : 0;
}
