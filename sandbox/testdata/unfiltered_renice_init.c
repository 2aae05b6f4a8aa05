// expect: OK
// as-user: RE 1
// policy: open
// relies-on: init-uid else RE 1
// why: Init's priority. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/resource.h>

int main(void) { return setpriority(PRIO_PROCESS, 1, 19) == 0 ? 1 : 0; }
