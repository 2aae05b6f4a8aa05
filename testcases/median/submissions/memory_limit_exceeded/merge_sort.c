/* Merges into a fresh copy of the whole queue each time, and gives none of them back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int n, heights[250001];

static void Sort(int from, int to) {
  if (to - from < 2) return;
  const int middle = (from + to) / 2;
  Sort(from, middle);
  Sort(middle, to);
  int *copy = malloc(sizeof heights);
  if (copy == NULL) exit(1);
  memcpy(copy, heights, sizeof heights);
  for (int a = from, b = middle, i = from; i < to; ++i)
    heights[i] = b == to || (a < middle && copy[a] <= copy[b]) ? copy[a++] : copy[b++];
}

int main(void) {
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i)
    if (scanf("%d", &heights[i]) != 1) return 1;
  Sort(0, n);
  printf("%d\n", heights[n / 2]);
  return 0;
}
