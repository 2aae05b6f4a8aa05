// expect: SV setuid arg0=0
// why: becoming root.
#include <unistd.h>

int main(void) {
  if (setuid(0) == 0) return 1;
  return 0;
}
