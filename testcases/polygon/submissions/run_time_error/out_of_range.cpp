// @EXPECTED_RESULTS@: RUN-ERROR
#include <iostream>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<double> x(n);
  for (int i = 0; i < n; ++i) std::cin >> x.at(i);
  std::cout << x.at(n) - x.at(0) << '\n';
}
