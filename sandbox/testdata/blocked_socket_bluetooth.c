// expect: SV socket arg0=31
// why: AF_BLUETOOTH: radio.
#include <sys/socket.h>

int main(void) {
  socket(31, SOCK_RAW, 0);
  return 0;
}
