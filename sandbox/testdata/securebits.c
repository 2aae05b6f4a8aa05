// expect: OK
// policy: open
// relies-on: securebits else RE 1
// why: with the bits locked no exec and no change of uid gives a capability back: noroot, no_setuid_fixup,
// no_cap_ambient_raise and their locks.
#include <linux/securebits.h>
#include <sys/prctl.h>

int main(void) {
  const int wanted = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                     SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  return (prctl(PR_GET_SECUREBITS) & wanted) == wanted ? 0 : 1;
}
