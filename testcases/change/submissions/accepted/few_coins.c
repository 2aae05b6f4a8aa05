#include <stdio.h>

int main(void) {
  static int best[10001], last[10001];
  int change, kinds, value[10];
  if (scanf("%d %d", &change, &kinds) != 2) return 1;
  for (int i = 0; i < kinds; ++i)
    if (scanf("%d", &value[i]) != 1) return 1;
  for (int sum = 1; sum <= change; ++sum) {
    best[sum] = 1000000;
    for (int i = 0; i < kinds; ++i) {
      if (value[i] > sum || best[sum - value[i]] + 1 >= best[sum]) continue;
      best[sum] = best[sum - value[i]] + 1;
      last[sum] = value[i];
    }
  }
  if (best[change] >= 1000000) {
    printf("0\n");
    return 0;
  }
  printf("%d\n", best[change]);
  for (int sum = change; sum > 0; sum -= last[sum]) printf("%d\n", last[sum]);
  return 0;
}
