// expect: OK
// why: /dev holds null, zero, full, random, urandom and the links to descriptors: no disk, memory, terminal or kvm.
#include <dirent.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  const char* const allowed[] = {".",       "..", "null",  "zero",   "full",  "random",
                                 "urandom", "fd", "stdin", "stdout", "stderr"};
  DIR* folder = opendir("/dev");
  if (folder == NULL) return 3;
  int others = 0;
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    int known = 0;
    for (unsigned i = 0; i < sizeof(allowed) / sizeof(allowed[0]); ++i) known |= strcmp(entry->d_name, allowed[i]) == 0;
    if (known) continue;
    printf("/dev/%s\n", entry->d_name);
    ++others;
  }
  return others;
}
