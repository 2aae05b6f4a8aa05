// expect: SV mq_open
// why: named queues outlive processes.
#include <fcntl.h>
#include <mqueue.h>
#include <sys/stat.h>

int main(void) {
  mq_open("/queue", O_CREAT | O_RDWR, 0600, 0);
  return 0;
}
