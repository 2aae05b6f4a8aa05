// expect: OK
// policy: open
// why: Another root folder. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <unistd.h>

int main(void) { return chroot("/tmp") == 0 || errno != EPERM ? 1 : 0; }
