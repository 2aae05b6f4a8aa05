import sys

n, *heights = map(int, sys.stdin.buffer.read().split())
print(sorted(heights)[n // 2])
