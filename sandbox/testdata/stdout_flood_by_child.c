// expect: OLE
// limits: time=10s wall=20s memory=64M stdout=1M processes=16
// why: whoever holds the pipe counts. The parent only waits.
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    setsid();
    static char block[64 * 1024];
    memset(block, 'x', sizeof(block));
    for (int i = 0; i < 65536; ++i) {
      if (write(1, block, sizeof(block)) < 0) _exit(3);
    }
    _exit(0);
  }
  wait(NULL);
  return 0;
}
