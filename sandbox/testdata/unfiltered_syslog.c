// expect: OK
// policy: open
// why: The kernel's log. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/klog.h>

int main(void) { return klogctl(3, (char[64]){0}, 64) > 0 ? 1 : 0; }
