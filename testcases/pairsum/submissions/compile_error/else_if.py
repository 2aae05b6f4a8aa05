# "else if" is how other languages say it.
n, t = map(int, input().split())
weights = sorted((weight, number) for number, weight in enumerate(map(int, input().split()), 1))
low, high = 0, n - 1
while low < high:
    total = weights[low][0] + weights[high][0]
    if total < t:
        low += 1
    else if total > t:
        high -= 1
    else:
        break
print(weights[low][1], weights[high][1]) if low < high else print("impossible")
