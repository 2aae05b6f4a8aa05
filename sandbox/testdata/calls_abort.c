// expect: RE SIGABRT
// why: as PID 1 it would end as SIGSEGV. The target is never PID 1.
#include <stdlib.h>

int main(void) { abort(); }
