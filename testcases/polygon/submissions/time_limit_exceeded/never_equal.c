/* Adds 0.1 until the sum is exactly 1: it never is. */
#include <stdio.h>

int main(void) {
  volatile double sum = 0;
  while (sum != 1.0) sum = sum > 2 ? 0 : sum + 0.1;
  printf("%f\n", sum);
  return 0;
}
