// expect: SV fadvise64
// limits: time=2s wall=10s memory=64M
// why: files of the image that are dropped from the page cache are read again at the box's charge, and hide its memory.
#include <fcntl.h>

int main(void) {
  const int fd = open("/etc/passwd", O_RDONLY);
  posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  return 0;
}
