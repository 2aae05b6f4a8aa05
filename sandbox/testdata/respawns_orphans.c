// expect: OK
// limits: time=5s wall=20s processes=16
// why: a chain of processes, each of which leaves its session, makes the next and ends: none lives long enough to be killed
// by its number, and the chain goes on after the target's end.
#include <unistd.h>

int main(void) {
  if (fork() != 0) return 0;
  for (;;) {
    setsid();
    if (fork() > 0) _exit(0);
  }
}
