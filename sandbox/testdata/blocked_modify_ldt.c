// expect: SV modify_ldt
// why: an old door of the x86, with a record of bugs.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_modify_ldt, 0, 0, 0);
  return 0;
}
