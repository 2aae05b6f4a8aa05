import re
import sys

lines = sys.stdin.read().split("\n")
assert len(lines) == 3 and lines[2] == ""
assert re.fullmatch(r"0|[1-9][0-9]*", lines[0])
numbers = lines[1].split(" ") if lines[1] else []
assert len(numbers) == int(lines[0]) <= 100_000
assert all(re.fullmatch(r"0|-?[1-9][0-9]*", a) and abs(int(a)) <= 10**9 for a in numbers)
sys.exit(42)
