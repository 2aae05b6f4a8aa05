// expect: OK
// why: programs that are no attack at all use these.
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  char byte = 1;
  if (write(open("/dev/null", O_WRONLY), &byte, 1) != 1) return 1;
  if (read(open("/dev/null", O_RDONLY), &byte, 1) != 0) return 2;
  if (read(open("/dev/zero", O_RDONLY), &byte, 1) != 1 || byte != 0) return 3;
  if (write(open("/dev/full", O_WRONLY), &byte, 1) != -1) return 4;
  if (read(open("/dev/urandom", O_RDONLY), &byte, 1) != 1) return 5;
  if (read(open("/dev/random", O_RDONLY), &byte, 1) != 1) return 6;
  return write(open("/dev/stdout", O_WRONLY), "x\n", 2) == 2 ? 0 : 7;
}
