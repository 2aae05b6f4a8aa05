/* @EXPECTED_RESULTS@: RUN-ERROR */
#include <stdio.h>

int main(void) {
  int *volatile payments = NULL;
  printf("%d\n", payments[0]);
  return 0;
}
