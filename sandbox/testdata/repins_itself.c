// expect: OK
// why: a CPU that a run is pinned to is the judge's choice. Libraries that pin themselves are told no, and go on.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>

int main(void) {
  cpu_set_t all;
  if (sched_getaffinity(0, sizeof(all), &all) < 0) return 2;
  return sched_setaffinity(0, sizeof(all), &all) < 0 && errno == EPERM ? 0 : 1;
}
