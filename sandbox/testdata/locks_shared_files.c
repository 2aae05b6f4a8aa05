// expect: OK
// as-user: any
// check: two-at-once
// why: two boxes of one image run this at the same time. A lock on an inode that both share would be a channel.
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

int main(void) {
  const char* const files[] = {"/",         "/etc/passwd",  "/usr/bin", "/dev", "/dev/null",
                               "/dev/zero", "/dev/urandom", "/proc",    "/tmp", "/work"};
  int held = 0;
  for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
    const int file = open(files[i], O_RDONLY);
    if (file < 0 || flock(file, LOCK_EX | LOCK_NB) == 0) continue;
    printf("%s is locked by another\n", files[i]);
    ++held;
  }
  usleep(400000);
  return held;
}
