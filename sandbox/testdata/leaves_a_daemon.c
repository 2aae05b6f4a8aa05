// expect: OK
// limits: time=1s wall=5s processes=16
// why: a daemon in a session of its own, its parent gone, holds stdout open: reading to the end of the pipe would wait
// for it.
#include <signal.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    signal(SIGHUP, SIG_IGN);
    for (;;) sleep(3600);
  }
  write(1, "done\n", 5);
  return 0;
}
