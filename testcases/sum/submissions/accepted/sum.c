#include <stdio.h>

int main(void) {
  int n;
  long long sum = 0;
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i) {
    long long a;
    if (scanf("%lld", &a) != 1) return 1;
    sum += a;
  }
  printf("%lld\n", sum);
  return 0;
}
