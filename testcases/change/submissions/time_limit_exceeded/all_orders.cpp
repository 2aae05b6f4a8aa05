// Tries every order of every coin, and forgets what it tried.
#include <iostream>
#include <vector>

std::vector<int> values, coins;

bool Give(int change) {
  if (change == 0) return true;
  for (const int value : values) {
    if (value > change) continue;
    coins.push_back(value);
    if (Give(change - value)) return true;
    coins.pop_back();
  }
  return false;
}

int main() {
  int change, kinds;
  std::cin >> change >> kinds;
  values.resize(kinds);
  for (int& value : values) std::cin >> value;
  if (!Give(change)) coins.clear();
  std::cout << coins.size();
  for (const int coin : coins) std::cout << ' ' << coin;
  std::cout << '\n';
}
