// expect: OK
// policy: open
// why: What holds set-uid programs down cannot be taken back.
#define _GNU_SOURCE
#include <sys/prctl.h>

int main(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ? 1 : 0;
}
