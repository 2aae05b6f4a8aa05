// expect: MLE
// by-rlimits: OK
// policy: open
// limits: time=5s memory=64M
// why: a segment that no process maps any more is memory still.
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(void) {
  for (int i = 0; i < 16; ++i) {
    char* segment = shmat(shmget(IPC_PRIVATE, 16 << 20, IPC_CREAT | 0600), 0, 0);
    if (segment == (char*)-1) return 1;
    memset(segment, 1, 16 << 20);
    shmdt(segment);
  }
  return 0;
}
