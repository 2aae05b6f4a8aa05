// expect: SV acct
// why: process accounting writes a file of the attacker's choice.
#define _GNU_SOURCE
#include <unistd.h>

int main(void) {
  if (acct("/tmp/x") == 0) return 1;
  return 0;
}
