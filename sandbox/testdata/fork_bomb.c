// expect: TLE cpu
// evidence: process-limit
// limits: time=500ms wall=20s memory=1024M processes=16
// why: the classic. It may not get beyond its number of processes, and its CPU time counts over all of them. What a
//      failed fork took of the kernel's memory is given back late on a busy machine: hence that much memory.
#include <unistd.h>

int main(void) {
  for (;;) fork();
}
