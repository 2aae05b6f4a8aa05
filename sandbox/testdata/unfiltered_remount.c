// expect: OK
// policy: open
// why: A read-only root made writable. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/mount.h>

int main(void) { return mount(0, "/", 0, MS_REMOUNT, 0) == 0 ? 1 : 0; }
