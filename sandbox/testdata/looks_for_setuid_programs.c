// expect: OK
// why: a set-uid program of the image would be the one door to root that is made for it. There is none, and were there
// one it would start as whoever runs it (see mount_options).
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

static int found, seen;

static int Look(const char* path, const struct stat* status, int kind, struct FTW* place) {
  (void)place;
  ++seen;
  if (kind != FTW_F || !(status->st_mode & (S_ISUID | S_ISGID))) return 0;
  puts(path);
  ++found;
  return 0;
}

int main(void) {
  nftw("/", Look, 64, FTW_PHYS);
  return seen < 1000 ? 100 : found;
}
