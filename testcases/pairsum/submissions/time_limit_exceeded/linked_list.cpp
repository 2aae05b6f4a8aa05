// Walks to each weight of each pair from the front.
#include <iostream>
#include <iterator>
#include <list>

int main() {
  int n, t;
  std::cin >> n >> t;
  std::list<int> weights;
  for (int i = 0, weight; i < n && std::cin >> weight; ++i) weights.push_back(weight);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < i; ++j) {
      if (*std::next(weights.begin(), i) + *std::next(weights.begin(), j) != t) continue;
      std::cout << i + 1 << ' ' << j + 1 << '\n';
      return 0;
    }
  }
  std::cout << "impossible\n";
}
