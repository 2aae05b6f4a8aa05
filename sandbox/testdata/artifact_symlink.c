// expect: OK
// output: artifact=not-regular
// relies-on: output-resolve and nosymfollow else complaint
// why: a link in its place, to what root may read and the target not.
#include <unistd.h>

int main(void) { return symlink("/etc/shadow", "artifact") == 0 ? 0 : 1; }
