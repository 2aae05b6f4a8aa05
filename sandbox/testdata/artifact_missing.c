// expect: OK
// output: artifact=missing
// why: nothing in its place.
#include <unistd.h>

int main(void) { return access("artifact", 0) != 0 ? 0 : 1; }
