# Keeps a gigabyte of copies, then answers well.
n = int(input())
numbers = list(map(int, input().split()))
copies = [bytes([i % 251 + 1]) * (1 << 20) for i in range(1024)]
print(sum(numbers))
