// expect: OK
// as-user: RE 2
// why: the program's own file is root's: it cannot be changed in place, though the folder's owner may replace it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  if (open("/proc/self/exe", O_WRONLY) >= 0 || open("/proc/self/exe", O_RDWR) >= 0) return 1;
  return chmod("/proc/self/exe", 0777) == 0 ? 2 : 0;
}
