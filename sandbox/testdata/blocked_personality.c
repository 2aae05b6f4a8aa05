// expect: SV personality
// why: it turns off address randomisation.
#include <sys/personality.h>

int main(void) {
  personality(ADDR_NO_RANDOMIZE);
  return 0;
}
