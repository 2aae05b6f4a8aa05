/* @EXPECTED_RESULTS@: RUN-ERROR */
#include <stdio.h>

int main(void) {
  int change, kinds;
  volatile int value[1] = {0};
  if (scanf("%d %d", &change, &kinds) != 2) return 1;
  printf("%d\n", change % value[0]);
  return 0;
}
