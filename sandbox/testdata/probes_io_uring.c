// expect: OK
// why: runtimes probe for io_uring. The answer is that this kernel has none; its rings would go around the filter.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) { return syscall(SYS_io_uring_setup, 1, 0) == -1 && errno == ENOSYS ? 0 : 1; }
