// expect: OK
// policy: open
// why: Reading init's memory. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/uio.h>

int main(void) {
  return process_vm_readv(1, &(struct iovec){&(char){0}, 1}, 1, &(struct iovec){(void*)0x400000, 1}, 1, 0) >= 0 ? 1 : 0;
}
