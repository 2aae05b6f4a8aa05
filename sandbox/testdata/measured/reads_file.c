// Reads the file argv[1] to its end, and fails if it has less than argv[2] bytes.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char** argv) {
  static char block[64 * 1024];
  const int file = argc > 2 ? open(argv[1], O_RDONLY) : -1;
  if (file < 0) return 1;
  long long total = 0;
  ssize_t size;
  while ((size = read(file, block, sizeof(block))) > 0) total += size;
  return size == 0 && total >= atoll(argv[2]) ? 0 : 2;
}
