// expect: OK
// limits: time=5s memory=128M disk=64M
// why: made, written, mapped, renamed and removed again and again: space comes back.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 32; ++i) {
    const int file = open("/tmp/part", O_CREAT | O_RDWR | O_TRUNC, 0600);
    if (file < 0 || ftruncate(file, 16 << 20) < 0) return 1;
    char* bytes = mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED) return 2;
    memset(bytes, i, 16 << 20);
    if (munmap(bytes, 16 << 20) < 0 || close(file) < 0 || rename("/tmp/part", "/tmp/whole") < 0 ||
        unlink("/tmp/whole") < 0)
      return 3;
  }
  return 0;
}
