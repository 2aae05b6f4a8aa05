// expect: OK
// policy: open
// output: artifact=not-regular
// why: a device that never ends in its place: a link to it, where no node can be made.
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int main(void) {
  if (mknod("artifact", S_IFCHR | 0666, makedev(1, 5)) == 0) return 1;
  return symlink("/dev/zero", "artifact") == 0 ? 0 : 2;
}
