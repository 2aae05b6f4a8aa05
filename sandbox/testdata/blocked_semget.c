// expect: SV semget
// why: semaphores outlive processes.
#include <sys/ipc.h>
#include <sys/sem.h>

int main(void) {
  semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
  return 0;
}
