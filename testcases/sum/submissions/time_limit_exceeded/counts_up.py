# Searches for the sum by counting.
n = int(input())
total = sum(map(int, input().split()))
guess = 0
while True:
    guess += 1
    if guess == total + 10**18:
        break
print(total)
