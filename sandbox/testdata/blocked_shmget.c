// expect: SV shmget
// why: shared memory outlives processes.
#include <sys/ipc.h>
#include <sys/shm.h>

int main(void) {
  shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  return 0;
}
