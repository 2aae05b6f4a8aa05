# Keeps all the ways to give each sum, as lists of coins.
change, kinds = map(int, input().split())
values = list(map(int, input().split()))
ways = []
while len(ways) < 10**7:
    ways.append(values * 1000)
print(len(ways))
