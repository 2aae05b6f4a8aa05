// expect: OK
// limits: time=5s memory=64M
// why: real-time signals queue up, each a piece of kernel memory, for as long as they are blocked.
#include <signal.h>
#include <unistd.h>

int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, 0);
  for (int i = 0; i < 300000; ++i) kill(getpid(), SIGRTMIN);
  return 0;
}
