// expect: SV socket
// limits: time=2s wall=10s processes=16
// why: eight threads make a blocked call at the same moment. One of them is told; none of them gets an answer.
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_barrier_t barrier;

static void* Call(void* unused) {
  pthread_barrier_wait(&barrier);
  socket(AF_INET, SOCK_STREAM, 0);
  _exit(0);
  return unused;
}

int main(void) {
  pthread_barrier_init(&barrier, 0, 8);
  pthread_t threads[8];
  for (int i = 0; i < 8; ++i) pthread_create(&threads[i], 0, Call, 0);
  for (int i = 0; i < 8; ++i) pthread_join(threads[i], 0);
  return 0;
}
