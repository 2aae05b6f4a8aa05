// expect: CE diagnostics
// log-has: nested
// why: endless nesting, which the compiler bounds by itself.
#include __FILE__
int main(void) { return 0; }
