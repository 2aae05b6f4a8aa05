// expect: OK
// why: the writable folders are nosuid and nodev: a set-uid file or a device node made there has no power.
#include <sys/statvfs.h>

int main(void) {
  const char* const folders[] = {"/work", "/tmp"};
  for (int i = 0; i < 2; ++i) {
    struct statvfs options;
    if (statvfs(folders[i], &options) < 0) return 1;
    if (!(options.f_flag & ST_NOSUID)) return 2 + i;
    if (!(options.f_flag & 4 /* ST_NODEV */)) return 4 + i;
  }
  return 0;
}
