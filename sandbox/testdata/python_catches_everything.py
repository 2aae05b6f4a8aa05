# expect: TLE cpu
# limits: time=500ms wall=20s
# why: no handler of the program's keeps it alive.
import signal

for number in range(1, 65):
    try:
        signal.signal(number, lambda *_: None)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
