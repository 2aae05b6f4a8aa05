// expect: OK
// relies-on: proc-subset else RE
// why: the files of /proc that are the whole machine's are not there (subset=pid).
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const char* const files[] = {"kcore",     "kallsyms",      "keys",       "timer_list", "sched_debug",
                               "kmsg",      "sysrq-trigger", "interrupts", "modules",    "cmdline",
                               "config.gz", "iomem",         "slabinfo",   "acpi",       "fs",
                               "irq",       "bus",           "key-users",  "version",    "partitions"};
  int found = 0;
  for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
    char path[64];
    snprintf(path, sizeof(path), "/proc/%s", files[i]);
    if (access(path, F_OK) != 0) continue;
    printf("%s is there\n", path);
    ++found;
  }
  return found;
}
