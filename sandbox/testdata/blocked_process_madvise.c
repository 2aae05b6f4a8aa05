// expect: SV process_madvise
// why: another's memory, to be paged out.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_process_madvise, 0, 0, 0, 0, 0);
  return 0;
}
