// expect: SV prctl arg0=36
// why: a subreaper takes the orphans in place of init.
#define _GNU_SOURCE
#include <sys/prctl.h>

int main(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  return 0;
}
