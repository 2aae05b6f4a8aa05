import sys

n, *heights = sys.stdin.read().split()
print(sorted(heights)[int(n) // 2])
