// expect: SV umount2
// why: nor unmounted: what a mount hides would come to light.
#include <sys/mount.h>

int main(void) {
  umount2("/proc", MNT_DETACH);
  return 0;
}
