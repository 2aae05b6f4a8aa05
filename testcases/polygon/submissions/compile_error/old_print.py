# Written for Python 2.
import math

n = int(raw_input())
points = [map(float, raw_input().split()) for _ in xrange(n)]
length = twice = 0
for i in xrange(n):
    (x1, y1), (x2, y2) = points[i - 1], points[i]
    length += math.hypot(x2 - x1, y2 - y1)
    twice += x1 * y2 - x2 * y1
print length, abs(twice) / 2
