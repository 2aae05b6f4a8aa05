// expect: SV socket arg0=15
// why: AF_KEY: the keys of IPsec.
#include <sys/socket.h>

int main(void) {
  socket(15, SOCK_RAW, 2);
  return 0;
}
