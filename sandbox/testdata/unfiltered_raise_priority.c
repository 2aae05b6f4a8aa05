// expect: OK
// policy: open
// why: A higher priority than others have. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/resource.h>

int main(void) { return setpriority(PRIO_PROCESS, 0, -5) == 0 ? 1 : 0; }
