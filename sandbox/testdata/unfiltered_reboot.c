// expect: OK
// policy: open
// why: The machine. Here the filter lets the call by: the box itself must refuse,
// before the kernel sees that it cannot be done in a pid namespace.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/reboot.h>

int main(void) { return reboot(RB_DISABLE_CAD) < 0 && errno == EPERM ? 0 : 1; }
