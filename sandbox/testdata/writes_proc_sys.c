// expect: OK
// why: a program named in core_pattern runs as root of the machine.
#include <fcntl.h>

int main(void) {
  const char* const files[] = {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/drop_caches",
                               "/proc/sysrq-trigger", "/proc/1/oom_score_adj"};
  for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
    if (open(files[i], O_WRONLY) >= 0) return 1 + (int)i;
  }
  return 0;
}
