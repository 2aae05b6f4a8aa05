// expect: OK
// limits: processes=16
// output: artifact=collected|not-regular|missing
// why: a child turns the output into a link and back while the run ends: between a look at it and its use there is
// time, were the child not dead by then. Whatever is taken is never what the link leads to.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    for (;;) {
      const int file = open("plain", O_CREAT | O_WRONLY, 0600);
      if (write(file, "x", 1) == 1 && close(file) == 0) rename("plain", "artifact");
      symlink("/etc/passwd", "link");
      rename("link", "artifact");
    }
  }
  usleep(20000);
  return 0;
}
