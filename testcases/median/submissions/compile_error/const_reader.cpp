#include <iostream>

int main() {
  const int n = 0;
  std::cin >> n;
  std::cout << n << '\n';
}
