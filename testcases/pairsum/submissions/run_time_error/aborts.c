/* @EXPECTED_RESULTS@: RUN-ERROR */
#include <assert.h>
#include <stdio.h>

int main(void) {
  int n, t;
  if (scanf("%d %d", &n, &t) != 2) return 1;
  assert(n > 100);
  printf("impossible\n");
  return 0;
}
