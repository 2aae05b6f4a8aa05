// expect: OK
// check: no-host-paths
// why: the command line and name of init are public in /proc: no host path, and no word of another run.
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  if (write(1, "seen:\n", 6) != 6) return 2;
  const char* const files[] = {"/proc/1/cmdline", "/proc/1/comm", "/proc/1/stat", "/proc/1/status", "/proc/1/cgroup"};
  for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
    char text[4096];
    const int file = open(files[i], O_RDONLY);
    const ssize_t size = file < 0 ? 0 : read(file, text, sizeof(text));
    if (size > 0 && write(1, text, size) != size) return 1;
  }
  return 0;
}
