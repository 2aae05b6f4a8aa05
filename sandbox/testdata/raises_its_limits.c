// expect: OK
// limits: files=64 stack=8M file=1M
// why: a limit that the target can raise is no limit: the hard ones are set too.
#include <sys/resource.h>

int main(void) {
  const int resources[] = {RLIMIT_NOFILE, RLIMIT_STACK, RLIMIT_FSIZE};
  for (int i = 0; i < 3; ++i) {
    struct rlimit limit;
    if (getrlimit(resources[i], &limit) < 0) return 10 + i;
    if (limit.rlim_max == RLIM_INFINITY) return 20 + i;
    limit.rlim_max += 1;
    if (setrlimit(resources[i], &limit) == 0) return 30 + i;
  }
  return 0;
}
