/* The sum does not fit into 32 bits. */
#include <stdio.h>

int main(void) {
  int n;
  unsigned sum = 0;
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i) {
    int a;
    if (scanf("%d", &a) != 1) return 1;
    sum += (unsigned)a;
  }
  printf("%d\n", (int)sum);
  return 0;
}
