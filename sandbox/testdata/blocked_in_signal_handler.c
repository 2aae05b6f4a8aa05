// expect: SV socket
// limits: time=2s wall=10s
// why: a handler that leaves by a jump, or ends the program, does not take the violation back.
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static void OnFault(int number) {
  socket(AF_INET, SOCK_STREAM, 0);
  _exit(number - number);
}

int main(void) {
  signal(SIGSEGV, OnFault);
  return *(volatile int*)8;
}
