// expect: SV mount
// why: no file system is mounted by a target.
#include <sys/mount.h>

int main(void) {
  mount("none", "/tmp", "tmpfs", 0, "");
  return 0;
}
