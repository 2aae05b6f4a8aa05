#include <iostream>

int main() {
  BigInteger sum = 0;
  std::cout << sum << std::endl;
}
