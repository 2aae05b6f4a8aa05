// expect: SV socket arg0=2 arg1=1
// why: the internet.
#include <sys/socket.h>

int main(void) {
  socket(AF_INET, SOCK_STREAM, 0);
  return 0;
}
