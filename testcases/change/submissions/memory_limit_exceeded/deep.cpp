// A tree of all payments, level by level.
#include <deque>
#include <iostream>
#include <memory>

struct Payment {
  std::unique_ptr<Payment> smaller, larger;
  long long coins[100] = {};
};

int main() {
  std::deque<std::unique_ptr<Payment>> level;
  level.push_back(std::make_unique<Payment>());
  for (int nodes = 1; nodes < 2000000; ++nodes) {
    level.push_back(std::make_unique<Payment>());
    level.back()->coins[0] = nodes;
  }
  std::cout << level.back()->coins[0] << '\n';
}
