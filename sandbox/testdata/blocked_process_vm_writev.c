// expect: SV process_vm_writev
// why: another's memory, to write.
#define _GNU_SOURCE
#include <sys/uio.h>

int main(void) {
  process_vm_writev(1, 0, 0, 0, 0, 0);
  return 0;
}
