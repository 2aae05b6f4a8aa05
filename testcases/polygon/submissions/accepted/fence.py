import math
import sys

n, *values = sys.stdin.read().split()
points = [(float(x), float(y)) for x, y in zip(values[::2], values[1::2])]
x0, y0 = points[0]
length = twice = 0.0
for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
    length += math.hypot(x2 - x1, y2 - y1)
    twice += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
print(length, abs(twice) / 2)
