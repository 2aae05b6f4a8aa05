// expect: OK
// policy: open
// why: What a mount hides. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/mount.h>

int main(void) { return umount2("/proc", MNT_DETACH) == 0 ? 1 : 0; }
