import re
import sys

lines = sys.stdin.read().split("\n")
assert lines.pop() == ""
assert re.fullmatch(r"[1-9][0-9]*", lines[0]) and 3 <= int(lines[0]) <= 2000
assert len(lines) == int(lines[0]) + 1
number = r"-?(0|[1-9][0-9]*)(\.[0-9]{1,3})?"
for line in lines[1:]:
    assert re.fullmatch(number + " " + number, line)
    assert all(abs(float(a)) <= 10**6 for a in line.split())
sys.exit(42)
