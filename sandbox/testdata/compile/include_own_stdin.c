// expect: OK
// why: descriptor 0 by its other name.
#include "/proc/self/fd/0"
int main(void) { return 0; }
