// expect: OK
// relies-on: nosuid else RE 2
// relies-on: nodev else RE 3
// why: everything is nosuid and nodev: a set-uid file or a device node, made there or part of the image, has no power.
#include <sys/statvfs.h>

int main(void) {
  const char* const folders[] = {"/work", "/tmp", "/"};
  for (int i = 0; i < 3; ++i) {
    struct statvfs options;
    if (statvfs(folders[i], &options) < 0) return 1;
    if (!(options.f_flag & ST_NOSUID)) return 2;
    if (!(options.f_flag & 4 /* ST_NODEV */)) return 3;
  }
  return 0;
}
