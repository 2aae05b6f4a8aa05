#include <algorithm>
#include <functional>
#include <iostream>
#include <vector>

int main() {
  int change, kinds;
  std::cin >> change >> kinds;
  std::vector<int> values(kinds), coins;
  for (int& value : values) std::cin >> value;
  std::sort(values.begin(), values.end(), std::greater<int>());
  for (const int value : values)
    for (; change >= value; change -= value) coins.push_back(value);
  if (change > 0) coins.clear();
  std::cout << coins.size() << '\n';
  for (const int coin : coins) std::cout << coin << '\n';
}
