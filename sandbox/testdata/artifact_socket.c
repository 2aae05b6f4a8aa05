// expect: OK
// policy: open
// output: artifact=not-regular
// why: a socket in its place.
#include <sys/socket.h>
#include <sys/un.h>

int main(void) {
  const struct sockaddr_un name = {AF_UNIX, "artifact"};
  return bind(socket(AF_UNIX, SOCK_STREAM, 0), (const struct sockaddr*)&name, sizeof(name)) == 0 ? 0 : 1;
}
