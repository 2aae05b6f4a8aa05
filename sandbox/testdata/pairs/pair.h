// The programs of this folder run twice at once, as "a" and as "b", each in a box of its own, and try to meet: each
// offers something under its own name, and looks for what the other offers. They exit 1 if they met, 0 if not. The head
// of each expects "apart", "met", or "met-later": by a box that comes after, and has the same user id.
//
// Run as "both" the two are processes of one box, and do meet: else the program could not tell. One whose means a limit
// takes away says "in-one-box: apart", and is seen to meet where that limit and the wall are left out.
#ifndef JUDGE_SANDBOX_TESTDATA_PAIR_H_
#define JUDGE_SANDBOX_TESTDATA_PAIR_H_

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// Of the program: makes what the other could find, once. `mine` is 'a' or 'b'.
static void Offer(char mine);
// Whether something of the other's can be seen.
static int Finds(char other);

// The second argument: a word that no other test's programs have.
static const char* word;
// The third, in milliseconds: how long to look. Where the other is to be there, longer than it takes to start it.
static int look_us;
// Whoever has to meet looks on for so much longer, on a machine that is slow to start the other.
static int patience_us = 0;

// Looks, once at least, and stays for as long as the other may look. The pauses differ, so that the two do not keep
// step and look just when the other sleeps.
static int Meet(char mine) {
  Offer(mine);
  const int pause_us = mine == 'a' ? 10000 : 7000;
  int found = 0;
  for (int left_us = look_us + patience_us; left_us > 0; left_us -= pause_us) {
    if (Finds(mine == 'a' ? 'b' : 'a') && !found) {
      found = 1;
      left_us = look_us;
    }
    usleep(pause_us);
  }
  return found;
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  word = argv[2];
  look_us = atoi(argv[3]) * 1000;
  const int both = argv[1][0] == 'b' && argv[1][1] == 'o';
  if (!both) return Meet(argv[1][0]);
  patience_us = 10000000;
  const pid_t child = fork();
  if (child == 0) _exit(Meet('b'));
  const int found = Meet('a');
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 3;
  if (!WIFEXITED(status)) return 3;
  return found && WEXITSTATUS(status);
}

#endif  // JUDGE_SANDBOX_TESTDATA_PAIR_H_
