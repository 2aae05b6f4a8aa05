// expect: apart
// why: a file in /tmp, which is one folder on most machines.
#include "pair.h"

static void Offer(char mine) {
  char path[32];
  snprintf(path, sizeof(path), "/tmp/pair-%c", mine);
  close(open(path, O_CREAT | O_WRONLY, 0666));
}

static int Finds(char other) {
  char path[32];
  snprintf(path, sizeof(path), "/tmp/pair-%c", other);
  return access(path, F_OK) == 0;
}
