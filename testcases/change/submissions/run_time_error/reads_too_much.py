# @EXPECTED_RESULTS@: RUN-ERROR
change, kinds = map(int, input().split())
values = input()
more = input()
print(0)
