/* Waits for a zero that never comes. */
#include <stdio.h>

int main(void) {
  volatile int a = 1;
  while (a != 0) a = a == 1 ? 2 : 1;
  printf("0\n");
  return 0;
}
