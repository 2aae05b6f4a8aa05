// expect: SV personality
// relies-on: seccomp else OK
// why: it turns off address randomisation.
#include <sys/personality.h>

int main(void) {
  personality(ADDR_NO_RANDOMIZE);
  return 0;
}
