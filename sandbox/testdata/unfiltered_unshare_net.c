// expect: OK
// policy: open
// why: A namespace needs a capability. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sched.h>

int main(void) { return unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWNS) == 0 ? 1 : 0; }
