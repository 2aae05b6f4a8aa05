// expect: OK
// limits: time=5s memory=128M inodes=20000
// why: a path longer than PATH_MAX: those who clean up by path names fail at it.
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  int depth = 0;
  while (depth < 10000 && mkdir("a", 0700) == 0 && chdir("a") == 0) ++depth;
  return depth == 10000 ? 0 : 1;
}
