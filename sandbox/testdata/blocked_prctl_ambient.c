// expect: SV prctl arg0=47
// why: ambient capabilities survive an exec.
#define _GNU_SOURCE
#include <sys/prctl.h>

int main(void) {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 21, 0, 0);
  return 0;
}
