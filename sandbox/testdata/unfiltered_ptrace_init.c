// expect: OK
// policy: open
// why: Tracing init. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <sys/ptrace.h>

int main(void) { return ptrace(PTRACE_ATTACH, 1, 0, 0) == 0 || ptrace(PTRACE_SEIZE, 1, 0, 0) == 0 ? 1 : 0; }
