// expect: SV socket
// limits: time=2s wall=10s
// why: the filter outlives execve: a new program has the same one.
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc > 1) return socket(AF_INET, SOCK_STREAM, 0) < 0;
  execl(argv[0], argv[0], "again", (char*)0);
  return 2;
}
