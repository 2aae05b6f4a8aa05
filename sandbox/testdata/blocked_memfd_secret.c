// expect: SV memfd_secret
// why: memory that is taken out of the kernel's own map.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(447, 0);
  return 0;
}
