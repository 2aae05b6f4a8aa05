// expect: CE limit
// why: the preprocessor reads a file that never ends. The compile's own limits end it.
#include "/dev/zero"
int main(void) { return 0; }
