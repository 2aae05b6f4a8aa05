import sys

n, *heights = map(int, sys.stdin.buffer.read().split())
for _ in range(n // 2):
    heights.remove(min(heights))
print(min(heights))
