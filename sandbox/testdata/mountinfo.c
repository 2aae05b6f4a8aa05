// expect: OK
// check: no-host-paths
// why: mountinfo tells where every mount came from. Nothing of the host's folders may be in it.
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  const char* const files[] = {"/proc/self/mountinfo", "/proc/self/mounts", "/proc/self/mountstats"};
  for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
    char text[65536];
    const int file = open(files[i], O_RDONLY);
    ssize_t size;
    while ((size = read(file, text, sizeof(text))) > 0) {
      if (write(1, text, size) != size) return 1;
    }
    if (size < 0) return 2;
  }
  return 0;
}
