// expect: OK
// output: artifact=missing
// why: a second name for a file of the image is refused: it is of another mount.
#include <unistd.h>

int main(void) { return link("/etc/passwd", "artifact") == 0 ? 1 : 0; }
