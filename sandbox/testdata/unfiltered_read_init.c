// expect: OK
// policy: open
// relies-on: init-uid and init-not-dumpable else RE 1
// why: Reading init's memory. Here the filter lets the call by: the box itself must refuse, whatever lies there.
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <sys/uio.h>

int main(void) {
  const ssize_t size =
      process_vm_readv(1, &(struct iovec){&(char){0}, 1}, 1, &(struct iovec){(void*)0x400000, 1}, 1, 0);
  return size < 0 && errno == EPERM ? 0 : 1;
}
