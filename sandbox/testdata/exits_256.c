// expect: OK
// why: the kernel keeps eight bits.
#include <stdlib.h>

int main(void) { exit(256); }
