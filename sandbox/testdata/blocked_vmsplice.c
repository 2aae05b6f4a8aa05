// expect: SV vmsplice
// why: pages of its own in a pipe of ours change while we read them.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/uio.h>

int main(void) {
  vmsplice(1, 0, 0, 0);
  return 0;
}
