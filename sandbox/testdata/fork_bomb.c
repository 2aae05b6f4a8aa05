// expect: TLE cpu
// evidence: process-limit
// limits: time=500ms wall=20s memory=64M processes=16
// why: the classic. It may not get beyond its number of processes, and its CPU time counts over all of them.
#include <unistd.h>

int main(void) {
  for (;;) fork();
}
