# @EXPECTED_RESULTS@: RUN-ERROR
# Python gives up at a thousand calls.
import sys


def smallest(heights, first=0):
    if first == len(heights) - 1:
        return heights[first]
    return min(heights[first], smallest(heights, first + 1))


n, *heights = map(int, sys.stdin.read().split())
print(sorted(heights)[n // 2] if smallest(heights) else 0)
