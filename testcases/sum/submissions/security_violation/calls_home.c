/* Wants to ask somebody else. */
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
  if (socket(AF_INET, SOCK_STREAM, 0) >= 0) printf("connected\n");
  printf("0\n");
  return 0;
}
