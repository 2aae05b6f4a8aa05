// expect: SV ptrace
// stdout: before
// why: a program that looks for the end of its box in a forbidden call: of many threads that make one at once, none
// gets an answer, not even while the box is being ended.
#include <pthread.h>
#include <sys/ptrace.h>
#include <unistd.h>

enum { kThreads = 24 };

static pthread_barrier_t together;

static void* calls(void* unused) {
  pthread_barrier_wait(&together);
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  write(1, "after\n", 6);
  return unused;
}

int main(void) {
  write(1, "before\n", 7);
  pthread_barrier_init(&together, 0, kThreads);
  pthread_t thread;
  for (int i = 0; i < kThreads; ++i) pthread_create(&thread, 0, calls, 0);
  pthread_join(thread, 0);
  return 0;
}
