// expect: OK
// limits: time=5s memory=64M files=64
// why: pipe buffers are kernel memory that no page of the program shows. They must end at some limit.
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  static char block[64 * 1024];
  memset(block, 'x', sizeof(block));
  int pipes = 0;
  for (;; ++pipes) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK) < 0) break;
    while (write(ends[1], block, sizeof(block)) > 0) {
    }
  }
  return pipes < 64 ? 0 : 1;
}
