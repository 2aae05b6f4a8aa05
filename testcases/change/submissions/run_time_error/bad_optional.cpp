// @EXPECTED_RESULTS@: RUN-ERROR
#include <iostream>
#include <optional>

int main() {
  std::optional<int> coin;
  std::cout << coin.value() << '\n';
}
