# A line that belongs to no block.
def middle(heights):
        heights.sort()
    return heights[len(heights) // 2]


n = int(input())
print(middle([int(input()) for _ in range(n)]))
