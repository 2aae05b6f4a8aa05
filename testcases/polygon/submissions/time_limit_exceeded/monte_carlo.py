# Throws darts at the garden until the area is precise enough.
import random
import sys

n, *values = sys.stdin.read().split()
points = [(float(x), float(y)) for x, y in zip(values[::2], values[1::2])]
hits = darts = 0
while darts < 10**12:
    x, y = random.uniform(-1e6, 1e6), random.uniform(-1e6, 1e6)
    inside = False
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    hits += inside
    darts += 1
print(0, 4e12 * hits / darts)
