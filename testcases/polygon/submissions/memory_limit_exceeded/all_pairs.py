# A table that grows until something gives.
rows = []
while len(rows) < 10**6:
    rows.append([float(len(rows))] * 1000)
print(len(rows), len(rows))
