// expect: apart
// relies-on: ipc-namespace else met
// why: a System V segment is found by a number.
#include <sys/ipc.h>
#include <sys/shm.h>

#include "pair.h"

static void Offer(char mine) { shmget(0x6a7500 + mine, 4096, IPC_CREAT | 0666); }

static int Finds(char other) { return shmget(0x6a7500 + other, 4096, 0) >= 0; }
