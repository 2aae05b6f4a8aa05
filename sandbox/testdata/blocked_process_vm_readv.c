// expect: SV process_vm_readv
// why: another's memory.
#define _GNU_SOURCE
#include <sys/uio.h>

int main(void) {
  process_vm_readv(1, 0, 0, 0, 0, 0);
  return 0;
}
