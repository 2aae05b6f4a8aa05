# Remembers every sum there could be.
n, t = map(int, input().split())
weights = list(map(int, input().split()))
sums = {}
number = 0
while len(sums) < 20_000_000:
    sums[number] = (number, weights[0])
    number += 1
print("impossible")
