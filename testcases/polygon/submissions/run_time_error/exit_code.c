/* @EXPECTED_RESULTS@: RUN-ERROR
   The right answer of the sample, but an exit code that is not 0. */
#include <stdio.h>

int main(void) {
  printf("14 12\n");
  return 3;
}
