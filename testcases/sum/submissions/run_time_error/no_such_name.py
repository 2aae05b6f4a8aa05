# @EXPECTED_RESULTS@: RUN-ERROR
n = int(input())
print(sum(payments))
