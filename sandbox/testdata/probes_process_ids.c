// expect: OK
// relies-on: pid-namespace else RE 1
// why: signal 0 tells whether a number is a process, whoever's it is. Of all the numbers up to its own only init's is.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int others = 0;
  for (int pid = 2; pid < getpid() + 1000; ++pid) {
    if (pid != getpid() && (kill(pid, 0) == 0 || errno != ESRCH)) ++others;
  }
  printf("%d other processes\n", others);
  return others > 0;
}
