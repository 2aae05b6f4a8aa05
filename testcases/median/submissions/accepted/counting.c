#include <stdio.h>

static int count[3000001];

int main(void) {
  int n;
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i) {
    int height;
    if (scanf("%d", &height) != 1) return 1;
    ++count[height];
  }
  int height = 0;
  for (int before = 0; before + count[height] <= n / 2; ++height) before += count[height];
  printf("%d\n", height);
  return 0;
}
