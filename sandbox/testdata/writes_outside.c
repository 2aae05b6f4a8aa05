// expect: OK
// relies-on: read-only-root else RE
// why: /work and /tmp are what can be written, and nothing else.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  const char* const folders[] = {"/",     "/etc",      "/usr", "/usr/bin", "/usr/lib",    "/var",     "/var/tmp",
                                 "/run",  "/run/lock", "/dev", "/dev/shm", "/dev/mqueue", "/proc",    "/proc/self",
                                 "/home", "/root",     "/mnt", "/opt",     "/var/lock",   "/var/mail"};
  int wrong = 0;
  for (unsigned i = 0; i < sizeof(folders) / sizeof(folders[0]); ++i) {
    char path[64];
    snprintf(path, sizeof(path), "%s/x", folders[i]);
    if (open(path, O_CREAT | O_WRONLY, 0600) >= 0 || mkdir(path, 0700) == 0 || symlink("y", path) == 0) {
      printf("%s can be written\n", folders[i]);
      ++wrong;
    }
  }
  if (rename("/tmp", "/tmp2") == 0 || rmdir("/work") == 0 || unlink("/etc/passwd") == 0) return 100;
  return wrong;
}
