// expect: OK
// output: artifact=not-regular
// why: a folder in its place.
#include <sys/stat.h>

int main(void) { return mkdir("artifact", 0700) == 0 ? 0 : 1; }
