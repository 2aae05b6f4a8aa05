# expect: TLE cpu
# limits: time=500ms wall=20s
# why: the plain case.
while True:
    pass
