// expect: met
// why: one waits on a word of a file of the image that it has mapped, the other wakes whoever waits there. The kernel
// knows such a word by its file, and boxes share the files of an image: it is the one channel that is known to be open.
// No filter sees where a futex lies, and threads end by waiting on one. See docs/security.md for why it is left.
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "pair.h"

static int* Word(char side) {
  const int file = open(side == 'a' ? "/etc/passwd" : "/etc/group", O_RDONLY);
  return mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
}

static int* mine_word;

static void Offer(char mine) { mine_word = Word(mine); }

// Woken before the time is up: by another. Who was woken waits no more, or the two would keep step, and one of them
// never be woken.
static int Finds(char other) {
  static int* other_word;
  static int woken;
  if (other_word == NULL) other_word = Word(other);
  const struct timespec patience = {.tv_nsec = 9000000};
  syscall(SYS_futex, other_word, FUTEX_WAKE, 1, NULL, NULL, 0);
  if (!woken) woken = syscall(SYS_futex, mine_word, FUTEX_WAIT, *mine_word, &patience, NULL, 0) == 0;
  return woken;
}
