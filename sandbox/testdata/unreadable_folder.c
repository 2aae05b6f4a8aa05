// expect: OK
// output: artifact=collected
// why: the target owns its work folder and closes it. Collecting and cleaning up go on.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  const int file = open("artifact", O_CREAT | O_WRONLY, 0600);
  if (file < 0 || write(file, "x", 1) != 1) return 1;
  return chmod("artifact", 0) == 0 && chmod("/work", 0) == 0 && mkdir("/tmp/closed", 0) == 0 ? 0 : 2;
}
