import re
import sys

text = sys.stdin.read()
assert re.fullmatch(r"([1-9][0-9]{0,6}\n)+", text)
n, *heights = map(int, text.split())
assert n == len(heights) <= 250_001 and n % 2 == 1
assert max(heights) <= 3_000_000
sys.exit(42)
