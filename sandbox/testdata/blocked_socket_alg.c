// expect: SV socket arg0=38
// why: AF_ALG: the kernel's ciphers: a family with a record of holes.
#include <sys/socket.h>

int main(void) {
  socket(38, SOCK_SEQPACKET, 0);
  return 0;
}
