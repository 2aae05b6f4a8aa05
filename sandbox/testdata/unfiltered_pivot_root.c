// expect: OK
// policy: open
// why: Another root mount. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) { return syscall(SYS_pivot_root, "/tmp", "/tmp") == 0 ? 1 : 0; }
