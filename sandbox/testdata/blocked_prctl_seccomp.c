// expect: SV prctl arg0=22
// why: the older door to filters: one of its own, above ours.
#define _GNU_SOURCE
#include <sys/prctl.h>

int main(void) {
  prctl(PR_SET_SECCOMP, 2, 0, 0, 0);
  return 0;
}
