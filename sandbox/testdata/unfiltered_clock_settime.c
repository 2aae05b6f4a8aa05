// expect: OK
// policy: open
// why: The clock of all. Here the filter lets the call by: the box itself must refuse,
// before the kernel sees that this time cannot be set.
#define _GNU_SOURCE
#include <errno.h>
#include <time.h>

int main(void) { return clock_settime(CLOCK_REALTIME, &(struct timespec){0}) < 0 && errno == EPERM ? 0 : 1; }
