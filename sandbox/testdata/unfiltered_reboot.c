// expect: OK
// policy: open
// why: The machine. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/reboot.h>

int main(void) { return reboot(RB_DISABLE_CAD) == 0 ? 1 : 0; }
