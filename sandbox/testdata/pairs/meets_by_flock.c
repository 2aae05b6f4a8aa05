// expect: apart
// why: a lock of a file of the image, which both boxes are made of.
#include <sys/file.h>

#include "pair.h"

static const char* File(char side) { return side == 'a' ? "/etc/passwd" : "/etc/group"; }

static void Offer(char mine) { flock(open(File(mine), O_RDONLY), LOCK_EX); }

static int Finds(char other) {
  const int file = open(File(other), O_RDONLY);
  const int met = flock(file, LOCK_EX | LOCK_NB) < 0;
  close(file);
  return met;
}
