// expect: SV prctl arg0=35
// why: it rewrites what /proc tells of the program: its name, arguments, file.
#define _GNU_SOURCE
#include <sys/prctl.h>

int main(void) {
  prctl(PR_SET_MM, 1, 0, 0, 0);
  return 0;
}
