// expect: SV getpid arch=x86
// limits: processes=16
// why: libseccomp's own answer to a foreign architecture kills one thread, and the program exits 0.
#include <pthread.h>

static void* Call(void* unused) {
  long result = 20;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, Call, 0);
  pthread_join(thread, 0);
  return 0;
}
