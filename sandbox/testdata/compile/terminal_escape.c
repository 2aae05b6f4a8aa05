// expect: CE diagnostics
// log-has: hidden
// why: the compiler repeats the source in its messages: escape sequences in it must not reach a terminal.
#error "[2J]0;hidden"
int main(void) { return 0; }
