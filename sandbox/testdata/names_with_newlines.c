// expect: OK
// output: artifact=missing
// why: names that break whoever lists the folder line by line, prints it, or hands it to a shell.
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

int main(void) {
  char longest[256];
  memset(longest, 0xff, 255);
  longest[255] = '\0';
  const char* const names[] = {"\n", "a\nb", "artifact\n", "\033[2J", "-rf", " ", "*", "$(reboot)", "\\", longest};
  for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    if (open(names[i], O_CREAT | O_WRONLY, 0600) < 0) return 1;
  }
  return mkdir("..\n", 0700) == 0 ? 0 : 2;
}
