// expect: apart
// relies-on: ipc-namespace else met
// why: a System V semaphore is found by a number.
#include <sys/ipc.h>
#include <sys/sem.h>

#include "pair.h"

static void Offer(char mine) { semget(0x6a7500 + mine, 1, IPC_CREAT | 0666); }

static int Finds(char other) { return semget(0x6a7500 + other, 1, 0) >= 0; }
