// expect: OK
// relies-on: oom-score else RE 1
// why: when the machine itself runs out of memory the boxes go first: the score of each process is the highest.
#include <stdio.h>

int main(void) {
  FILE* file = fopen("/proc/self/oom_score_adj", "r");
  int score = 0;
  if (file == NULL || fscanf(file, "%d", &score) != 1) return 2;
  return score == 1000 ? 0 : 1;
}
