change, kinds = map(int, input().split())
values = sorted(map(int, input().split()))
coins = {0: (0, 0)}
for total in range(1, change + 1):
    options = [(coins[total - v][0] + 1, v) for v in values if total - v in coins]
    if options:
        coins[total] = min(options)
given = []
while change in coins and change > 0:
    given.append(coins[change][1])
    change -= given[-1]
print(len(given), *given)
