#include <iostream>

int main() {
  int n;
  long long sum = 0, a;
  std::cin >> n;
  while (std::cin >> a)
    if (a > 0) sum += a;
  std::cout << sum << '\n';
}
