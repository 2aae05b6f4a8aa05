// expect: OK
// policy: open
// why: A device node for the memory of the machine. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/stat.h>
#include <sys/sysmacros.h>

int main(void) { return mknod("/tmp/memory", S_IFCHR | 0600, makedev(1, 1)) == 0 ? 1 : 0; }
