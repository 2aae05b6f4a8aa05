// expect: OK
// policy: open
// why: The root of another. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mount.h>

int main(void) { return mount("/", "/tmp", 0, MS_BIND | MS_REC, 0) == 0 || errno != EPERM ? 1 : 0; }
