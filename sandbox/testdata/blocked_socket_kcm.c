// expect: SV socket arg0=41
// why: AF_KCM: a multiplexer in the kernel.
#include <sys/socket.h>

int main(void) {
  socket(41, SOCK_DGRAM, 0);
  return 0;
}
