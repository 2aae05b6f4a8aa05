// expect: OK
// why: glibc asks for clone3 first and falls back at ENOSYS alone.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) { return syscall(SYS_clone3, 0, 0) == -1 && errno == ENOSYS ? 0 : 1; }
