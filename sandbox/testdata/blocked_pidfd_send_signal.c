// expect: SV pidfd_send_signal
// why: signals by a handle; a folder of /proc is one too.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  syscall(SYS_pidfd_send_signal, open("/proc/self", O_RDONLY), 9, 0, 0);
  return 0;
}
