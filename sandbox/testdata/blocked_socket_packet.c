// expect: SV socket arg0=17
// why: AF_PACKET: frames as they are on the wire.
#include <sys/socket.h>

int main(void) {
  socket(17, SOCK_RAW, 0);
  return 0;
}
