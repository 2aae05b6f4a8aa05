/* Writes down for each sum all of its coins, in a list with room for as many coins as there are cents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  int change, kinds, value[10];
  if (scanf("%d %d", &change, &kinds) != 2) return 1;
  for (int i = 0; i < kinds; ++i)
    if (scanf("%d", &value[i]) != 1) return 1;
  const size_t bytes = (change + 1) * sizeof(int);
  int **coins = calloc(change + 1, sizeof *coins); /* coins[sum][0] counts those that follow */
  coins[0] = calloc(1, bytes);
  for (int sum = 1; sum <= change; ++sum) {
    for (int i = 0; i < kinds && coins[sum] == NULL; ++i) {
      if (value[i] > sum || coins[sum - value[i]] == NULL) continue;
      coins[sum] = malloc(bytes);
      if (coins[sum] == NULL) return 1;
      memcpy(coins[sum], coins[sum - value[i]], bytes);
      coins[sum][++coins[sum][0]] = value[i];
    }
  }
  if (coins[change] == NULL) {
    printf("0\n");
    return 0;
  }
  for (int i = 0; i <= coins[change][0]; ++i) printf("%d\n", coins[change][i]);
  return 0;
}
