// expect: OK
// relies-on: bounding-set else RE 3
// relies-on: no-groups else RE 2
// relies-on: no-new-privs and seccomp else RE 4
// relies-on: seccomp else RE 5
// relies-on: target-uid else RE 1
// why: an unprivileged uid and gid, no groups (those of an ordinary user stay, without names), no capability in any of
// the
//   five sets, no_new_privs, a filter in force.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned own_gid;

// Whether a user namespace was made, in which there is one id.
static int InUserNamespace(void) {
  unsigned inside, outside, count = 0;
  FILE* file = fopen("/proc/self/uid_map", "r");
  return file != NULL && fscanf(file, "%u %u %u", &inside, &outside, &count) == 3 && count == 1;
}

static int AreNameless(const char* groups) {
  enum { kOverflow = 65534 };
  for (char* end; *(groups += strspn(groups, " \t\n")) != '\0'; groups = end) {
    const unsigned long gid = strtoul(groups, &end, 10);
    if (gid != own_gid && gid != kOverflow) return 0;
  }
  return 1;
}

static int IsZero(const char* hex) { return hex[strspn(hex, " \t\n0")] == '\0'; }

int main(void) {
  FILE* file = fopen("/proc/self/status", "r");
  if (file == NULL) return 20;
  int seen = 0;
  char line[512];
  while (fgets(line, sizeof(line), file) != NULL) {
    unsigned real, effective, saved, fs;
    if (sscanf(line, "Uid: %u %u %u %u", &real, &effective, &saved, &fs) == 4 ||
        sscanf(line, "Gid: %u %u %u %u", &real, &effective, &saved, &fs) == 4) {
      if (real < 1000 || real != effective || real != saved || real != fs) return 1;
      own_gid = real;
      ++seen;
    } else if (strncmp(line, "Groups:", 7) == 0) {
      if (line[7 + strspn(line + 7, " \t\n")] != '\0' && !(InUserNamespace() && AreNameless(line + 7))) return 2;
      ++seen;
    } else if (strncmp(line, "Cap", 3) == 0) {
      if (!IsZero(line + 7)) return 3;
      ++seen;
    } else if (strncmp(line, "NoNewPrivs:", 11) == 0) {
      if (strchr(line, '1') == NULL) return 4;
      ++seen;
    } else if (strncmp(line, "Seccomp:", 8) == 0) {
      if (strchr(line, '2') == NULL) return 5;
      ++seen;
    }
  }
  return seen == 10 ? 0 : 6;
}
