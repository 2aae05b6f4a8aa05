// Tries the first weight, and passes the rest on: a copy of it for each call, and 20,000 calls deep.
#include <iostream>
#include <vector>

bool Find(std::vector<int> rest, int t, int number) {
  if (rest.empty()) return false;
  const int first = rest.front();
  rest.erase(rest.begin());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] != t - first) continue;
    std::cout << number << ' ' << number + 1 + i << '\n';
    return true;
  }
  return Find(rest, t, number + 1);
}

int main() {
  int n, t;
  std::cin >> n >> t;
  std::vector<int> weights(n);
  for (int& weight : weights) std::cin >> weight;
  if (!Find(weights, t, 1)) std::cout << "impossible\n";
}
