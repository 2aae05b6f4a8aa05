// expect: CE diagnostics
// log-has: No such file
// why: no path of the judge's machine is visible, test data least of all.
#include "/var/lib/judge/layers"
int main(void) { return 0; }
