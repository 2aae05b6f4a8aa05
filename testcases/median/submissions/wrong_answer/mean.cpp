#include <iostream>

int main() {
  long long n, height, sum = 0;
  std::cin >> n;
  while (std::cin >> height) sum += height;
  std::cout << sum / n << '\n';
}
