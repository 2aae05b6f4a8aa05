// Notes who stands in the middle after each arrival, and walks there from the smallest: 15 billion steps.
#include <iostream>
#include <iterator>
#include <set>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::multiset<int> queue;
  std::vector<int> middles;
  for (int i = 0, height; i < n && std::cin >> height; ++i) {
    queue.insert(height);
    middles.push_back(*std::next(queue.begin(), queue.size() / 2));
  }
  std::cout << middles.back() << '\n';
}
