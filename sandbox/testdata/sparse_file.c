// expect: OK
// limits: time=5s memory=64M disk=16M
// output: artifact=too-large
// why: a file of 1 TiB that takes no space. Whoever collects outputs by their size must not believe it.
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  const int file = open("artifact", O_CREAT | O_WRONLY, 0600);
  return file >= 0 && ftruncate(file, 1L << 40) == 0 ? 0 : 1;
}
