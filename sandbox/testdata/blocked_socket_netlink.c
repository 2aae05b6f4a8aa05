// expect: SV socket arg0=16
// why: netlink is a wide door into the kernel.
#include <sys/socket.h>

int main(void) {
  socket(AF_NETLINK, SOCK_RAW, 0);
  return 0;
}
