# 200 million pairs where there is none.
n, t = map(int, input().split())
weights = list(map(int, input().split()))
for i in range(n):
    for j in range(i):
        if weights[i] + weights[j] == t:
            print(j + 1, i + 1)
            raise SystemExit
print("impossible")
