// expect: apart
// relies-on: ipc-namespace else met
// why: a System V queue is found by a number.
#include <sys/ipc.h>
#include <sys/msg.h>

#include "pair.h"

static void Offer(char mine) { msgget(0x6a7500 + mine, IPC_CREAT | 0666); }

static int Finds(char other) { return msgget(0x6a7500 + other, 0) >= 0; }
