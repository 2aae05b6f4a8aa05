# expect: RE 1
# why: an exception that nobody catches.
raise ValueError("expected")
