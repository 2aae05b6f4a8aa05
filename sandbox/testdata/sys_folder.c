// expect: OK
// why: /sys is the hardware and the cgroups of the machine.
#include <unistd.h>

int main(void) { return access("/sys/kernel", F_OK) == 0 || access("/sys/fs/cgroup", F_OK) == 0; }
