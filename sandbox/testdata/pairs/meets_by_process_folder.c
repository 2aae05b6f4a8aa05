// expect: apart
// why: another's folder in /proc.
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>

#include "pair.h"

static void Offer(char mine) { (void)mine; }

static int Finds(char other) {
  int met = 0;
  (void)other;
  DIR* folder = opendir("/proc");
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    met |= isdigit((unsigned char)entry->d_name[0]) && atoi(entry->d_name) > 1 && atoi(entry->d_name) != getpid();
  }
  closedir(folder);
  return met;
}
