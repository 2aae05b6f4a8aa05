// expect: OK
// why: without an input stdin is empty, not closed: the first open file must not become descriptor 0.
#include <fcntl.h>
#include <stdio.h>

int main(void) { return getchar() == EOF && open("/dev/null", O_RDONLY) == 3 ? 0 : 1; }
