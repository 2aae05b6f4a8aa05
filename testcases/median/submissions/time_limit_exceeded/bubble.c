/* 20 billion comparisons. */
#include <stdio.h>

static volatile int heights[250001];

int main(void) {
  int n;
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i) {
    int height;
    if (scanf("%d", &height) != 1) return 1;
    heights[i] = height;
  }
  for (int end = n - 1; end > 0; --end) {
    for (int i = 0; i < end; ++i) {
      const int a = heights[i], b = heights[i + 1];
      if (a <= b) continue;
      heights[i] = b;
      heights[i + 1] = a;
    }
  }
  printf("%d\n", heights[n / 2]);
  return 0;
}
