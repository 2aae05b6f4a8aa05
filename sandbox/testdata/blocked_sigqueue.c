// expect: SV rt_sigqueueinfo
// why: a signal with a forged sender.
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

int main(void) {
  sigqueue(getppid(), SIGTERM, (union sigval){0});
  return 0;
}
