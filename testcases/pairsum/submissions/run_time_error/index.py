# @EXPECTED_RESULTS@: RUN-ERROR
n, t = map(int, input().split())
weights = list(map(int, input().split()))
print(weights[n], t)
