// @EXPECTED_RESULTS@: RUN-ERROR
// Room for 1000 people, and a check that nobody handles.
#include <algorithm>
#include <array>
#include <iostream>

int main() {
  std::array<int, 1000> heights{};
  int n;
  std::cin >> n;
  for (int i = 0; i < n; ++i) std::cin >> heights.at(i);
  std::sort(heights.begin(), heights.begin() + n);
  std::cout << heights[n / 2] << '\n';
}
