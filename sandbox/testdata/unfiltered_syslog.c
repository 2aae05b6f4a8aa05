// expect: OK
// policy: open
// why: The kernel's log. Here the filter lets the call by: the box itself must refuse. (Reading all of it is the
// machine's to allow, see dmesg_restrict; asking how much is unread never is.)
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <sys/klog.h>

int main(void) {
  enum { kSizeUnread = 9 };
  return klogctl(kSizeUnread, NULL, 0) < 0 && errno == EPERM ? 0 : 1;
}
