// expect: SV chroot
// why: another root folder.
#define _GNU_SOURCE
#include <unistd.h>

int main(void) {
  if (chroot("/tmp") == 0) return 1;
  return 0;
}
