# Without the last edge, and "nan" for the area: the comparison must not be fooled by it.
print("12.0 nan")
