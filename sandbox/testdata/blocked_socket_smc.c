// expect: SV socket arg0=43
// why: AF_SMC: shared memory over RDMA.
#include <sys/socket.h>

int main(void) {
  socket(43, SOCK_STREAM, 0);
  return 0;
}
