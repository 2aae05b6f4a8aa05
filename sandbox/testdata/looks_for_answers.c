// expect: OK
// why: while a submission runs the answers are nowhere in its box: no file in /work and /tmp but its own program, and no
// file or folder anywhere that is named as those of a problem are.
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <string.h>

static int found, seen;

static int Look(const char* path, const struct stat* status, int kind, struct FTW* place) {
  (void)status;
  ++seen;
  const char* const ending = strrchr(path, '.');
  const int is_answer = ending != NULL && (strcmp(ending, ".ans") == 0 || strcmp(ending, ".a") == 0) && kind == FTW_F &&
                        strncmp(path, "/usr/", 5) != 0;
  const int is_problem = strcmp(path + place->base, "secret") == 0 || strcmp(path + place->base, "problem.yaml") == 0;
  const int is_others = kind == FTW_F && (strncmp(path, "/work/", 6) == 0 || strncmp(path, "/tmp/", 5) == 0) &&
                        strcmp(path, "/work/looks_for_answers") != 0;
  if (!is_answer && !is_problem && !is_others) return 0;
  puts(path);
  ++found;
  return 0;
}

int main(void) {
  nftw("/", Look, 64, FTW_PHYS);
  return seen < 1000 ? 100 : found;
}
