// expect: SV memfd_create
// why: files without a mount, and programs without a file.
#define _GNU_SOURCE
#include <sys/mman.h>

int main(void) { return memfd_create("x", 0) < 0; }
