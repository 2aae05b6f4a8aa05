n, t = map(int, input().split())
seen = {}
for number, weight in enumerate(map(int, input().split()), 1):
    if t - weight in seen:
        print(seen[t - weight], number, sep="\n")
        break
    seen[weight] = number
else:
    print("impossible")
