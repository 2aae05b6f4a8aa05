// expect: OK
// relies-on: nosymfollow else RE 1
// why: no link of the target's is followed by anyone: not in /work, whence the judge's tools take files, and not in /tmp.
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  if (symlink("/etc/passwd", "/work/link") < 0 || symlink("/etc/passwd", "/tmp/link") < 0) return 2;
  if (open("/work/link", O_RDONLY) >= 0 || errno != ELOOP) return 1;
  return open("/tmp/link", O_RDONLY) >= 0 || errno != ELOOP ? 1 : 0;
}
