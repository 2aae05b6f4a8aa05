// expect: OK
// stdin: secret
// why: an unsealed memfd or a file, given read-only, can be opened anew through /proc/self/fd and changed: test data of
// others.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
  const int file = open("/proc/self/fd/0", O_RDWR);
  if (file >= 0 && (write(file, "x", 1) == 1 || ftruncate(file, 0) == 0)) return 1;
  if (file >= 0 && mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) != MAP_FAILED) return 2;
  return write(0, "x", 1) == 1 ? 3 : 0;
}
