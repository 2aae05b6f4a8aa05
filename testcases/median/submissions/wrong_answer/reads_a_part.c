/* Believes that nobody has more than 100,000 people. */
#include <stdio.h>
#include <stdlib.h>

static int Compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(void) {
  static int heights[100000];
  int n;
  if (scanf("%d", &n) != 1) return 1;
  if (n > 100000) n = 99999;
  for (int i = 0; i < n; ++i)
    if (scanf("%d", &heights[i]) != 1) return 1;
  qsort(heights, n, sizeof heights[0], Compare);
  printf("%d\n", heights[n / 2]);
  return 0;
}
