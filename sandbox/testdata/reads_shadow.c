// expect: OK
// relies-on: target-uid else RE 1
// why: even the image's own password file is for root.
#include <fcntl.h>

int main(void) { return open("/etc/shadow", O_RDONLY) >= 0; }
