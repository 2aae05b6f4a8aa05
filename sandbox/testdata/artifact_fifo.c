// expect: OK
// policy: open
// output: artifact=not-regular
// why: a fifo in its place: who opens it waits for a writer for ever.
#include <sys/stat.h>

int main(void) { return mkfifo("artifact", 0600) == 0 ? 0 : 1; }
