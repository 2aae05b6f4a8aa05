// expect: MLE
// by-rlimits: OK
// policy: open
// limits: time=5s memory=16M files=1024
// why: what was sent and not received is memory of the kernel.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  int ends[2];
  while (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0) {
    while (write(ends[0], block, sizeof(block)) > 0) {
    }
    while (write(ends[1], block, sizeof(block)) > 0) {
    }
  }
  return 0;
}
