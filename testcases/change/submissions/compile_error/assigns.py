# One equals sign where two are meant.
change, kinds = map(int, input().split())
values = sorted(map(int, input().split()), reverse=True)
coins = []
for value in values:
    coins += [value] * (change // value)
    change %= value
if change = 0:
    print(len(coins), *coins)
else:
    print(0)
