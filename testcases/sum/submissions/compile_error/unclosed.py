print(sum(int(x) for x in open(0).read().split()
