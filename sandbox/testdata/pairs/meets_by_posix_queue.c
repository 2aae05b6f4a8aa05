// expect: apart
// in-one-box: apart
// relies-on: message-queue-limit and ipc-namespace else met
// why: a POSIX queue is found by a name. Its limit of zero bytes leaves none, in one box either; behind that stands the
// namespace.
#include <mqueue.h>
#include <sys/stat.h>

#include "pair.h"

static const char* Name(char side) { return side == 'a' ? "/judge-pair-a" : "/judge-pair-b"; }

static void Offer(char mine) { mq_open(Name(mine), O_CREAT | O_RDWR, 0666, 0); }

static int Finds(char other) { return mq_open(Name(other), O_RDONLY) >= 0; }
