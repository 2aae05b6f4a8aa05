// expect: OK
// policy: open
// why: with sockets at hand there is still nobody to talk to: the box has its own, empty network.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int Connect(const char* address) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(22)};
  inet_pton(AF_INET, address, &to.sin_addr);
  return connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr*)&to, sizeof(to)) < 0 ? errno : 0;
}

int main(void) { return Connect("127.0.0.1") == ENETUNREACH && Connect("192.0.2.1") == ENETUNREACH ? 0 : 1; }
