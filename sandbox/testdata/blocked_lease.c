// expect: SV fcntl arg1=1024
// why: a lease makes others wait in open() of a file that both know.
#define _GNU_SOURCE
#include <fcntl.h>

int main(void) {
  return fcntl(open("/tmp", O_RDONLY), F_SETLEASE, F_RDLCK) == 0;
}
