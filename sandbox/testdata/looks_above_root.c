// expect: OK
// relies-on: detached-host else RE 1
// why: above the root there is nothing: neither by "..", which would step onto a mount that lies over it, nor by a folder
// that is held open, nor by the links of /proc.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int IsRoot(const char* path) {
  struct stat root, other;
  if (stat("/", &root) < 0 || stat(path, &other) < 0) return -1;
  return root.st_dev == other.st_dev && root.st_ino == other.st_ino;
}

int main(void) {
  const char* const paths[] = {"/..", "/../../..", "/proc/self/root/..", "/work/../..", "/tmp/../../.."};
  for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); ++i) {
    if (IsRoot(paths[i]) == 1) continue;
    printf("%s is elsewhere\n", paths[i]);
    return 1;
  }
  const int root = open("/", O_RDONLY);
  for (int i = 0; i < 20; ++i) {
    if (fchdir(root) < 0 || chdir("..") < 0 || IsRoot(".") != 1) return 2;
  }
  return 0;
}
