// expect: RE 7
// limits: time=1s wall=5s
// why: the first thread is a zombie while others run. The run goes on, and its exit code is that of the whole process.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static void* Work(void* unused) {
  (void)unused;
  usleep(50000);
  exit(7);
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, Work, 0);
  pthread_exit(0);
}
