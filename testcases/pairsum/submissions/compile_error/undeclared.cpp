#include <vector>

int main() {
  std::vector<int> weights(n);
  return weights.size();
}
