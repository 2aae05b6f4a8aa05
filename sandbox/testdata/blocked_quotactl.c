// expect: SV quotactl
// why: quotas of a file system.
#include <sys/quota.h>

int main(void) {
  quotactl(0, "", 0, 0);
  return 0;
}
