// expect: SV prlimit64
// limits: time=2s wall=10s memory=64M
// why: with a core limit of 0 the kernel starts a core_pattern that is a pipe: a helper of root on the host.
#include <stdlib.h>
#include <sys/resource.h>

int main(void) {
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  abort();
}
