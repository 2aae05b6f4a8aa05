// expect: SV msgget
// why: message queues outlive processes.
#include <sys/ipc.h>
#include <sys/msg.h>

int main(void) {
  msgget(IPC_PRIVATE, IPC_CREAT | 0600);
  return 0;
}
