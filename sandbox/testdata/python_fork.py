# expect: SV clone
# why: the profile's policy gives threads to a script and no processes.
import os

os.fork()
