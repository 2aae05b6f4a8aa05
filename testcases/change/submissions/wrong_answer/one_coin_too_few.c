/* Promises two coins and gives one. */
#include <stdio.h>

int main(void) {
  printf("2\n17\n");
  return 0;
}
