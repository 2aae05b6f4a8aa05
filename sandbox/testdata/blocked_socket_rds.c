// expect: SV socket arg0=21
// why: AF_RDS: reliable datagrams; autoloaded, and broken before.
#include <sys/socket.h>

int main(void) {
  socket(21, SOCK_SEQPACKET, 0);
  return 0;
}
