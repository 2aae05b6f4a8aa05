// expect: apart
// why: a signal to everyone who may be signalled.
#include <signal.h>

#include "pair.h"

static volatile sig_atomic_t met;

static void OnSignal(int number, siginfo_t* info, void* context) {
  (void)number, (void)context;
  met |= info->si_pid != getpid();
}

static void Offer(char mine) {
  const struct sigaction action = {.sa_sigaction = OnSignal, .sa_flags = SA_SIGINFO};
  sigaction(SIGUSR1, &action, NULL);
  (void)mine;
}

// The first ones wait for the other to have its handler.
static int Finds(char other) {
  static int calls;
  (void)other;
  if (++calls > 20 && calls < 100) kill(-1, SIGUSR1);
  return met;
}
