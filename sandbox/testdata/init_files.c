// expect: OK
// relies-on: init-uid and init-not-dumpable else RE
// why: what init knows (its environment, memory, open files, program, root) is none of the target's business.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const char* const files[] = {"environ", "mem", "auxv",    "maps", "smaps",    "stack",
                               "syscall", "io",  "pagemap", "fd",   "map_files"};
  int readable = 0;
  for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
    char path[64], byte;
    snprintf(path, sizeof(path), "/proc/1/%s", files[i]);
    const int file = open(path, O_RDONLY);
    if (file < 0 || read(file, &byte, 1) <= 0) continue;
    printf("%s can be read\n", path);
    ++readable;
  }
  const char* const links[] = {"exe", "cwd", "root", "fd/0", "fd/3", "ns/net"};
  for (unsigned i = 0; i < sizeof(links) / sizeof(links[0]); ++i) {
    char path[64], target[256];
    snprintf(path, sizeof(path), "/proc/1/%s", links[i]);
    if (readlink(path, target, sizeof(target)) < 0) continue;
    printf("%s can be followed\n", path);
    ++readable;
  }
  return readable;
}
