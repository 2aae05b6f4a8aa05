# The right pair, and then something that only hostile programs print.
n, t = map(int, input().split())
seen = {}
for number, weight in enumerate(map(int, input().split()), 1):
    if t - weight in seen:
        print(seen[t - weight], number)
        break
    seen[weight] = number
print("\x1b[31m" + "7" * 500_000)
