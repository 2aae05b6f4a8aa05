// expect: SV swapon
// why: swap.
#include <sys/swap.h>

int main(void) {
  swapon("/tmp/x", 0);
  return 0;
}
