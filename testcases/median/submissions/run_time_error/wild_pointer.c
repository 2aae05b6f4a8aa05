/* @EXPECTED_RESULTS@: RUN-ERROR */
#include <stdint.h>
#include <stdio.h>

int main(void) {
  int n;
  if (scanf("%d", &n) != 1) return 1;
  int *volatile heights = (int *)(uintptr_t)16;
  for (int i = 0; i < n; ++i)
    if (scanf("%d", &heights[i]) != 1) return 1;
  printf("%d\n", heights[n / 2]);
  return 0;
}
