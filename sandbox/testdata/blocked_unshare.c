// expect: SV unshare arg0=0x10000000
// why: a user namespace gives every capability inside of it, and the kernel bugs behind them.
#define _GNU_SOURCE
#include <sched.h>

int main(void) {
  unshare(CLONE_NEWUSER);
  return 0;
}
