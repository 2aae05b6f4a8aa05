// expect: OK
// policy: open
// why: Joining groups. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <grp.h>

int main(void) { return setgroups(0, 0) == 0 ? 1 : 0; }
