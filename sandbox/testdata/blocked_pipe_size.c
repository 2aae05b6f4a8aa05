// expect: SV fcntl arg1=1031
// why: larger pipes are the memory of all users of the machine, counted by uid.
#define _GNU_SOURCE
#include <fcntl.h>

int main(void) { return fcntl(1, F_SETPIPE_SZ, 1 << 20) < 0; }
