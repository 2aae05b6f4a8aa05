// expect: OK
// limits: memory=64M
// output: artifact=too-large
// why: outputs are bounded by what the caller takes (1 MiB in this test).
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  static char block[(1 << 20) + 1];
  return write(open("artifact", O_CREAT | O_WRONLY, 0600), block, sizeof(block)) == (ssize_t)sizeof(block) ? 0 : 1;
}
