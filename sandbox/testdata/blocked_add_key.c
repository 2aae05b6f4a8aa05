// expect: SV add_key
// why: key rings are shared by all boxes of a user namespace.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_add_key, "user", "name", "payload", 7, -3);
  return 0;
}
