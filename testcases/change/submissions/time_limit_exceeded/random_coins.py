import random

change, kinds = map(int, input().split())
values = list(map(int, input().split()))
coins = []
while sum(coins) != change or len(coins) < 10**9:
    coins = random.choices(values, k=random.randint(1, 1000))
print(len(coins), *coins)
