// expect: SV socket arg0=29
// why: AF_CAN: the bus of cars, autoloaded for whoever asks.
#include <sys/socket.h>

int main(void) {
  socket(29, SOCK_RAW, 0);
  return 0;
}
