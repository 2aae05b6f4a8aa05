// expect: apart
// relies-on: user-keyring else met-later
// why: keys of a user id are found by all of its processes, in any namespace but a user's: by those of two boxes at
// once not, but by those of a later box with the same id.
#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>

#include "pair.h"

static void Offer(char mine) {
  char name[64];
  snprintf(name, sizeof(name), "judge-pair-%c-%s", mine, word);
  const long key = syscall(SYS_add_key, "user", name, "x", 1, KEY_SPEC_USER_KEYRING);
  syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, 10);
}

static int Finds(char other) {
  char name[64];
  snprintf(name, sizeof(name), "judge-pair-%c-%s", other, word);
  return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", name, 0) >= 0;
}
