// expect: OK
// policy: open
// why: A real-time program starves the machine. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sched.h>

int main(void) { return sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){1}) == 0 ? 1 : 0; }
