// expect: SV socket
// limits: processes=16
// why: the violation of a thread ends the box.
#include <pthread.h>
#include <sys/socket.h>

static void* Call(void* unused) {
  socket(AF_INET, SOCK_STREAM, 0);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, Call, 0);
  pthread_join(thread, 0);
  return 0;
}
