n, t = map(int, input().split())
seen = {}
for number, weight in enumerate(map(int, input().split())):
    if t - weight in seen:
        print(seen[t - weight], number)
        break
    seen[weight] = number
else:
    print("impossible")
