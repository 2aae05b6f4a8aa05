#include <math.h>
#include <stdio.h>

int main(void) {
  int n;
  static double x[2001], y[2001];
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i)
    if (scanf("%lf %lf", &x[i], &y[i]) != 2) return 1;
  x[n] = x[0];
  y[n] = y[0];
  double length = 0, twice = 0;
  for (int i = 0; i < n; ++i) {
    length += hypot(x[i + 1] - x[i], y[i + 1] - y[i]);
    twice += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
  }
  printf("%.9f %.9f\n", length, fabs(twice) / 2);
  return 0;
}
