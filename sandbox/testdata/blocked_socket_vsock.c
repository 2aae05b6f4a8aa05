// expect: SV socket arg0=40
// why: AF_VSOCK reaches a hypervisor.
#include <sys/socket.h>

int main(void) {
  socket(AF_VSOCK, SOCK_STREAM, 0);
  return 0;
}
