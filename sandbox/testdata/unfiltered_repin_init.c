// expect: OK
// as-user: RE 1
// policy: open
// why: Init's CPUs. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>

int main(void) { return sched_setaffinity(1, sizeof(cpu_set_t), &(cpu_set_t){{1}}) == 0 || errno != EPERM ? 1 : 0; }
