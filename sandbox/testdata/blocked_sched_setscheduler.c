// expect: SV sched_setscheduler
// why: a real-time program starves the machine.
#define _GNU_SOURCE
#include <sched.h>

int main(void) {
  struct sched_param first = {1};
  sched_setscheduler(0, SCHED_FIFO, &first);
  return 0;
}
