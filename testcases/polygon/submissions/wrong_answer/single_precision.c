/* Seven digits are not enough. */
#include <math.h>
#include <stdio.h>

int main(void) {
  int n;
  static float x[2001], y[2001];
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i)
    if (scanf("%f %f", &x[i], &y[i]) != 2) return 1;
  x[n] = x[0];
  y[n] = y[0];
  float length = 0, twice = 0;
  for (int i = 0; i < n; ++i) {
    length += hypotf(x[i + 1] - x[i], y[i + 1] - y[i]);
    twice += x[i] * y[i + 1] - x[i + 1] * y[i];
  }
  printf("%.9f %.9f\n", length, fabsf(twice) / 2);
  return 0;
}
