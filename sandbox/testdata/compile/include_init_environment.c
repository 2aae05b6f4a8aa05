// expect: CE diagnostics
// log-lacks: PATH=
// why: init's environment through the preprocessor.
#include "/proc/1/environ"
int main(void) { return 0; }
