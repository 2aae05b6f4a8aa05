// expect: OK
// policy: open
// why: A mount. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mount.h>

int main(void) { return mount("none", "/tmp", "tmpfs", 0, "") == 0 || errno != EPERM ? 1 : 0; }
