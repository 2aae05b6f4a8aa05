// expect: SV prctl arg0=4
// why: what is dumpable leaves cores and can be traced.
#define _GNU_SOURCE
#include <sys/prctl.h>

int main(void) {
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  return 0;
}
