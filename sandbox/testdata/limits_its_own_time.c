// expect: RE SIGXCPU
// limits: time=10s wall=30s
// why: a CPU limit of its own ends the program by SIGXCPU: that is its own doing, and no time limit of the judge's.
#include <sys/resource.h>

int main(void) {
  setrlimit(RLIMIT_CPU, &(struct rlimit){1, 1000});
  for (volatile unsigned i = 0;; ++i) {
  }
}
