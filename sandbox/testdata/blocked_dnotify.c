// expect: SV fcntl arg1=1026
// why: the oldest way to watch a folder.
#define _GNU_SOURCE
#include <fcntl.h>

int main(void) {
  return fcntl(open("/usr/bin", O_RDONLY), F_NOTIFY, DN_ACCESS) == 0;
}
