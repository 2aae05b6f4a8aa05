import re
import sys

lines = sys.stdin.read().split("\n")
assert len(lines) == 3 and lines[2] == ""
words = lines[0].split(" ") + lines[1].split(" ")
assert all(re.fullmatch(r"[1-9][0-9]*", word) for word in words)
c, k, *values = map(int, words)
assert c <= 10_000 and k == len(values) == len(set(values)) <= 10
assert max(values) <= 10_000
sys.exit(42)
