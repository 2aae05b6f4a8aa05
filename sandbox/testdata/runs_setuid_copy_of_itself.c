// expect: OK
// limits: time=2s wall=10s
// why: a program that makes itself set-uid and set-gid starts with the ids that it had, and with no_new_privs still set.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char** argv) {
  uid_t real, effective, saved;
  (void)argv;
  if (argc > 1) return getresuid(&real, &effective, &saved) < 0 || real != effective || real != saved || real == 0;
  const int from = open("/proc/self/exe", O_RDONLY);
  const int to = open("copy", O_CREAT | O_WRONLY, 0700);
  while (sendfile(to, from, 0, 1 << 20) > 0) {
  }
  if (fchmod(to, 06755) < 0 || close(to) < 0) return 2;
  execl("./copy", "copy", "again", (char*)0);
  return 3;
}
