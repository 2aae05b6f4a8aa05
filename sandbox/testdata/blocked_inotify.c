// expect: SV inotify_init1
// why: it watches files, and files of the image are read by others too.
#define _GNU_SOURCE
#include <sys/inotify.h>

int main(void) {
  inotify_init1(0);
  return 0;
}
