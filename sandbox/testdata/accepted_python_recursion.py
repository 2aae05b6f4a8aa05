# expect: OK
# limits: time=10s memory=512M
# stdout: 50000
# why: deep recursion in a thread with a stack of its own, as contestants do it.
import sys
import threading


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


sys.setrecursionlimit(1 << 20)
threading.stack_size(256 << 20)
thread = threading.Thread(target=lambda: print(depth(50000)))
thread.start()
thread.join()
