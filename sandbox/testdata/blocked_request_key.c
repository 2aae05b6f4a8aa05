// expect: SV request_key
// why: the kernel may start a program of root on the host to make a key that it does not find.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_request_key, "user", "name", "", -3);
  return 0;
}
