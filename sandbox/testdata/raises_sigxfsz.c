// expect: RE SIGXFSZ
// why: the signal of the file size limit, without a file.
#include <signal.h>

int main(void) {
  raise(SIGXFSZ);
  return 0;
}
