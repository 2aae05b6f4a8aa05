// @EXPECTED_RESULTS@: RUN-ERROR
#include <iostream>

int main() {
  int n, t;
  std::cin >> n >> t;
  volatile int zero = 0;
  std::cout << t / zero << '\n';
}
