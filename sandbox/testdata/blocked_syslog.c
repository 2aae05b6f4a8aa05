// expect: SV syslog
// why: the kernel's log tells addresses and other boxes' deaths.
#include <sys/klog.h>

int main(void) {
  klogctl(3, 0, 0);
  return 0;
}
