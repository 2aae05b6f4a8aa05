// expect: OK
// limits: files=64
// relies-on: limit-files else RE 1
// why: open files are bounded by RLIMIT_NOFILE.
#include <errno.h>
#include <fcntl.h>

int main(void) {
  int highest = 0;
  for (int i = 0; i < 100000; ++i) {
    const int fd = open("/dev/null", O_RDONLY);
    if (fd < 0) return errno == EMFILE && highest == 63 ? 0 : 1;
    highest = fd;
  }
  return 2;
}
