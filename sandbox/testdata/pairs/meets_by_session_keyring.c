// expect: apart
// relies-on: session-keyring else met
// why: keys of a session are found by all that descend from who made it.
#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>

#include "pair.h"

static void Offer(char mine) {
  char name[32];
  snprintf(name, sizeof(name), "judge-pair-%c", mine);
  syscall(SYS_add_key, "user", name, "x", 1, KEY_SPEC_SESSION_KEYRING);
}

static int Finds(char other) {
  char name[32];
  snprintf(name, sizeof(name), "judge-pair-%c", other);
  return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", name, 0) >= 0;
}
