// expect: SV socket arg0=44
// why: AF_XDP: packets past the network stack.
#include <sys/socket.h>

int main(void) {
  socket(44, SOCK_RAW, 0);
  return 0;
}
