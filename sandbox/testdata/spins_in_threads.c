// expect: TLE cpu
// limits: time=500ms wall=20s processes=16
// why: work of threads is added up too.
#include <pthread.h>

static void* Spin(void* unused) {
  for (volatile unsigned i = 0;; ++i) {
  }
  return unused;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i) pthread_create(&threads[i], 0, Spin, 0);
  for (int i = 0; i < 4; ++i) pthread_join(threads[i], 0);
  return 0;
}
