// expect: OK
// why: the compiler's stdin is empty: neither a terminal to wait for nor somebody's data.
#include "/dev/stdin"
int main(void) { return 0; }
