// Keeps the queue as it was after each arrival.
#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<std::vector<int>> queues(1);
  for (int i = 0, height; i < n && std::cin >> height; ++i) {
    std::vector<int> queue = queues.back();
    queue.push_back(height);
    queues.push_back(queue);
  }
  std::vector<int> last = queues.back();
  std::sort(last.begin(), last.end());
  std::cout << last[n / 2] << '\n';
}
