// expect: OK
// limits: time=1s wall=5s processes=16
// why: kill(-1) reaches all that this uid may signal. Init is of another uid, and the kernel spares the caller.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  const pid_t child = fork();
  if (child == 0) {
    for (;;) pause();
  }
  kill(-1, SIGKILL);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFSIGNALED(status) ? 0 : 1;
}
