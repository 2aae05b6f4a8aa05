#include <stdio.h>
#include <stdlib.h>

typedef struct {
  int weight, number;
} Weight;

static int Compare(const void *a, const void *b) {
  const Weight *x = a, *y = b;
  return (x->weight > y->weight) - (x->weight < y->weight);
}

int main(void) {
  static Weight w[20000];
  int n, t;
  if (scanf("%d %d", &n, &t) != 2) return 1;
  for (int i = 0; i < n; ++i) {
    if (scanf("%d", &w[i].weight) != 1) return 1;
    w[i].number = i + 1;
  }
  qsort(w, n, sizeof w[0], Compare);
  for (int low = 0, high = n - 1; low < high;) {
    const int sum = w[low].weight + w[high].weight;
    if (sum == t) {
      printf("%d %d\n", w[low].number, w[high].number);
      return 0;
    }
    if (sum < t) ++low;
    else --high;
  }
  printf("impossible\n");
  return 0;
}
