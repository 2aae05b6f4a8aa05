// expect: OK
// evidence: process-limit
// limits: time=2s memory=256M processes=32
// why: threads count as processes do.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void* Wait(void* unused) {
  pause();
  return unused;
}

int main(void) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 * 1024);
  int count = 1;
  pthread_t thread;
  while (count < 10000 && pthread_create(&thread, &attributes, Wait, NULL) == 0) ++count;
  printf("%d threads\n", count);
  return count <= 32 ? 0 : 1;
}
