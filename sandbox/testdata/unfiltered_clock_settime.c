// expect: OK
// policy: open
// why: The clock of all. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <time.h>

int main(void) { return clock_settime(CLOCK_REALTIME, &(struct timespec){0}) == 0 ? 1 : 0; }
