// expect: RE SIGKILL
// limits: time=1s wall=5s memory=64M processes=16
// why: SIGKILL from within is no sign of a limit, whoever sent it.
#include <signal.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    setsid();
    kill(getppid(), SIGKILL);
    _exit(0);
  }
  for (;;) pause();
}
