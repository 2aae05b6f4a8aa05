# @EXPECTED_RESULTS@: RUN-ERROR
n = int(input())
x, y = map(float, input().split())
print(x / (n - n), y)
