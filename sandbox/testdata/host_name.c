// expect: OK
// check: no-host-name
// relies-on: uts-namespace else complaint
// why: the name of the judge's machine says where the judge runs.
#include <stdio.h>
#include <sys/utsname.h>

int main(void) {
  struct utsname names;
  if (uname(&names) < 0) return 1;
  puts(names.nodename);
  return 0;
}
