/* A hash table with fewer slots than there may be weights: once it is full, the search for a free one never ends. */
#include <stdio.h>

enum { kSlots = 10007 };

static int weight_in[kSlots], number_in[kSlots];

static int Find(int wanted) {
  int slot = wanted % kSlots;
  while (weight_in[slot] != wanted && weight_in[slot] != 0) slot = (slot + 1) % kSlots;
  return slot;
}

int main(void) {
  int n, t;
  if (scanf("%d %d", &n, &t) != 2) return 1;
  for (int number = 1; number <= n; ++number) {
    int weight;
    if (scanf("%d", &weight) != 1) return 1;
    if (weight < t && number_in[Find(t - weight)] != 0) {
      printf("%d %d\n", number_in[Find(t - weight)], number);
      return 0;
    }
    int slot = weight % kSlots;
    while (weight_in[slot] != 0) slot = (slot + 1) % kSlots;
    weight_in[slot] = weight;
    number_in[slot] = number;
  }
  printf("impossible\n");
  return 0;
}
