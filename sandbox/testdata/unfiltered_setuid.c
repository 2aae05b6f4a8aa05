// expect: OK
// policy: open
// why: Becoming root. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <unistd.h>

int main(void) { return setuid(0) == 0 || setresuid(0, 0, 0) == 0 || setgid(0) == 0 ? 1 : 0; }
