// expect: SV socket arg0=10
// why: AF_INET6: the newer internet.
#include <sys/socket.h>

int main(void) {
  socket(10, SOCK_DGRAM, 0);
  return 0;
}
