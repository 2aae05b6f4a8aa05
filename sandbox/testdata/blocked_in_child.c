// expect: SV socket
// limits: time=2s wall=10s processes=16
// why: the violation of a child ends the box, however the parent would have ended.
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    socket(AF_INET, SOCK_STREAM, 0);
    _exit(0);
  }
  wait(0);
  return 0;
}
