import re
import sys

lines = sys.stdin.read().split("\n")
assert len(lines) == 3 and lines[2] == ""
words = lines[0].split(" ") + lines[1].split(" ")
assert all(re.fullmatch(r"[1-9][0-9]*", word) for word in words)
n, t, *weights = map(int, words)
assert len(lines[0].split(" ")) == 2 and len(weights) == n <= 20_000
assert t <= 2 * 10**9 and max(weights) <= 10**9
sys.exit(42)
