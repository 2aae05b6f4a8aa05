// expect: SV fanotify_init
// why: it watches whole file systems.
#include <sys/fanotify.h>

int main(void) {
  fanotify_init(0, 0);
  return 0;
}
