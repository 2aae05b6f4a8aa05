/* Touches a gigabyte, then answers well. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  int n;
  long long sum = 0, a;
  char *volatile chunk = NULL;
  for (int mib = 0; mib < 1024; ++mib) {
    chunk = malloc(1 << 20);
    if (chunk == NULL) return 1;
    memset(chunk, mib + 1, 1 << 20);
  }
  if (scanf("%d", &n) != 1) return 1;
  while (scanf("%lld", &a) == 1) sum += a;
  printf("%lld\n", sum);
  return 0;
}
