// expect: RE SIGSYS
// why: SIGSYS alone does not prove a violation.
#include <signal.h>

int main(void) {
  raise(SIGSYS);
  return 0;
}
