// expect: OK
// policy: open
// why: a shared memory segment, a message queue and semaphores that nobody removes: they end with the box's own ipc
// namespace (the test counts those of the machine).
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int main(void) {
  return shmget(1234, 1 << 20, IPC_CREAT | 0666) < 0 || msgget(1234, IPC_CREAT | 0666) < 0 ||
         semget(1234, 1, IPC_CREAT | 0666) < 0;
}
