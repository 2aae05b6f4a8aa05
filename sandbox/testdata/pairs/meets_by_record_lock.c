// expect: apart
// why: the other kind of lock: by process, and told to whoever asks.
#include "pair.h"

static const char* File(char side) { return side == 'a' ? "/etc/passwd" : "/etc/group"; }

static void Offer(char mine) {
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
  fcntl(open(File(mine), O_RDONLY), F_SETLK, &lock);
}

static int Finds(char other) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  const int file = open(File(other), O_RDONLY);
  const int met = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(file);
  return met;
}
