// expect: OK
// as-user: RE 1
// policy: open
// why: Init's limits. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/resource.h>

int main(void) { return prlimit(1, RLIMIT_NOFILE, &(struct rlimit){0, 0}, 0) == 0 ? 1 : 0; }
