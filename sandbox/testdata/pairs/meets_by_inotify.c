// expect: apart
// why: one watches a file of the image, the other opens it.
#include <sys/inotify.h>

#include "pair.h"

static int watch;

static void Offer(char mine) {
  watch = inotify_init1(IN_NONBLOCK);
  inotify_add_watch(watch, mine == 'a' ? "/etc/passwd" : "/etc/group", IN_ALL_EVENTS);
}

static int Finds(char other) {
  char events[4096];
  close(open(other == 'a' ? "/etc/passwd" : "/etc/group", O_RDONLY));
  return read(watch, events, sizeof(events)) > 0;
}
