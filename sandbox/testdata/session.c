// expect: OK
// relies-on: session else RE 1
// why: a session of its own and no controlling terminal: else TIOCSTI, job control and SIGHUP join it to the judge's.
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  if (getsid(0) != getpid() || getpgid(0) != getpid()) return 1;
  return open("/dev/tty", O_RDWR) < 0 ? 0 : 2;
}
