// expect: OK
// policy: open
// relies-on: target-uid and securebits and bounding-set and no-new-privs and seccomp else RE 1
// why: The name of the machine. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <unistd.h>

int main(void) { return sethostname("x", 1) == 0 ? 1 : 0; }
