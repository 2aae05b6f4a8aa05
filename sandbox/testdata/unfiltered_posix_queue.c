// expect: OK
// policy: open
// relies-on: message-queue-limit else RE 1
// why: Message queues are memory of the kernel, counted by uid: a limit of zero bytes leaves none. Here the filter lets the call by.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/stat.h>

int main(void) {
  return mq_open("/queue", O_CREAT | O_RDWR, 0600, 0) >= 0 || errno != EMFILE ? 1 : 0;
}
