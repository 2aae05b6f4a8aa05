// expect: OK
// policy: open
// why: Huge pages by way of shared memory: of a pool of the machine's. Here the filter lets the call by: the box itself
// must refuse.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(void) {
  const int pages = shmget(IPC_PRIVATE, 2 << 20, IPC_CREAT | SHM_HUGETLB | 0600);
  // ENOMEM: nothing but an empty pool was in its way.
  return pages >= 0 || errno == ENOMEM ? 1 : 0;
}
