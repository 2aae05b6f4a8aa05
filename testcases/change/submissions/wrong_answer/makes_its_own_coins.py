change, kinds = map(int, input().split())
print(1, change)
