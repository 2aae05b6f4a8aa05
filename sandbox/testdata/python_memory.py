# expect: MLE
# limits: time=10s memory=64M
# why: no limit on addresses: the evidence is the counter of OOM kills, not a MemoryError and exit code 1.
hoard = []
while True:
    hoard.append(bytearray(1 << 20))
