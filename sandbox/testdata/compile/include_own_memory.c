// expect: OK
// why: the compiler reads itself: its own memory begins with nothing that can be read, and counts as empty.
#include "/proc/self/mem"
int main(void) { return 0; }
