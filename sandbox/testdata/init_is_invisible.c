// expect: OK
// relies-on: proc-hidepid else RE 1
// why: init's folder in /proc is not there: its state, times and memory would tell what the judge does meanwhile.
#include <unistd.h>

int main(void) { return access("/proc/1/stat", F_OK) == 0 || access("/proc/1", F_OK) == 0; }
