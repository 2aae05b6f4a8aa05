// expect: RE SIGKILL
// limits: memory=64M
// why: SIGKILL alone does not prove a memory limit: the counter of OOM kills does.
#include <signal.h>

int main(void) {
  raise(SIGKILL);
  return 0;
}
