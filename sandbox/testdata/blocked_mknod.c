// expect: SV mknodat
// why: device nodes.
#define _GNU_SOURCE
#include <sys/stat.h>
#include <sys/sysmacros.h>

int main(void) {
  mknod("/tmp/memory", S_IFCHR | 0600, makedev(1, 1));
  return 0;
}
