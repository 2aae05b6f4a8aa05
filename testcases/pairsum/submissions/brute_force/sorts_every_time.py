# Right, but far too slow for the large tests.
n, t = map(int, input().split())
weights = list(enumerate(map(int, input().split()), 1))
for i in range(n):
    rest = sorted(weights[i + 1:], key=lambda w: w[1])
    for number, weight in rest:
        if weight + weights[i][1] == t:
            print(weights[i][0], number)
            raise SystemExit
print("impossible")
