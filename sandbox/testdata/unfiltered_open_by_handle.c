// expect: OK
// policy: open
// why: A file by its handle, past every folder above it. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>

int main(void) {
  struct {
    struct file_handle head;
    char bytes[128];
  } handle = {.head = {.handle_bytes = 8, .handle_type = 1}, .bytes = {2}};
  return open_by_handle_at(open("/", O_RDONLY), &handle.head, O_RDONLY) < 0 && errno == EPERM ? 0 : 1;
}
