/* One flag for each weight there could be, all of them cleared by hand. */
#include <stdio.h>

static char seen[1000000001];

int main(void) {
  int n, t, weight;
  if (scanf("%d %d", &n, &t) != 2) return 1;
  for (long long i = 0; i < (long long)sizeof seen; i += 4096) ((volatile char *)seen)[i] = 1;
  while (scanf("%d", &weight) == 1) seen[weight] = 2;
  printf("impossible\n");
  return 0;
}
