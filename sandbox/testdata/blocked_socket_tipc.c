// expect: SV socket arg0=30
// why: AF_TIPC: clusters; autoloaded, and broken before.
#include <sys/socket.h>

int main(void) {
  socket(30, SOCK_RDM, 0);
  return 0;
}
