// expect: SV socketpair arg0=1
// why: even sockets without a name carry descriptors and the kernel's memory.
#define _GNU_SOURCE
#include <sys/socket.h>

int main(void) {
  int ends[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  return 0;
}
