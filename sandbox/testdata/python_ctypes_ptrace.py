# expect: SV ptrace
# why: with ctypes every system call is in reach of a script.
import ctypes

ctypes.CDLL(None).ptrace(0, 0, 0, 0)
