// expect: CE diagnostics
// log-lacks: root:
// why: whatever else the compiler might have inherited.
#include "/proc/self/fd/3"
#include "/proc/self/fd/4"
#include "/proc/self/fd/5"
#include "/proc/self/fd/10"
int main(void) { return 0; }
