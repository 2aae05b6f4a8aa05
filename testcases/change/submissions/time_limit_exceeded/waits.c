/* Reads until the end of a stream that has ended. */
#include <stdio.h>

int main(void) {
  int change = 0;
  while (change != -1) {
    if (scanf("%d", &change) != 1) change = 0;
  }
  printf("0\n");
  return 0;
}
