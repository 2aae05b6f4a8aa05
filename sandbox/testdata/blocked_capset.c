// expect: SV capset
// why: capabilities, by the front door.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_capset, 0, 0);
  return 0;
}
