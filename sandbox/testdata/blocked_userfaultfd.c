// expect: SV userfaultfd
// why: it holds the kernel still at a chosen page: the tool of many exploits.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_userfaultfd, 0);
  return 0;
}
