// expect: SV setgroups
// why: joining groups.
#define _GNU_SOURCE
#include <grp.h>

int main(void) {
  if (setgroups(0, 0) == 0) return 1;
  return 0;
}
