# Gives each person a diary.
import sys

n, *heights = map(int, sys.stdin.buffer.read().split())
diaries = [[height] * 1000 for height in heights]
print(sorted(diary[0] for diary in diaries)[n // 2])
