// expect: SV sync
// why: it writes out every disk of the machine.
#include <unistd.h>

int main(void) {
  sync();
  return 0;
}
