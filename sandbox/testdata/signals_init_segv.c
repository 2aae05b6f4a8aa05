// expect: OK
// as-user: RE 1
// limits: time=1s wall=5s
// why: SIGSEGV for init must be refused: it is of another uid.
#include <errno.h>
#include <signal.h>
#include <unistd.h>

int main(void) {
  if (kill(1, SIGSEGV) == 0 || errno != EPERM) return 1;
  usleep(50000);
  return 0;
}
