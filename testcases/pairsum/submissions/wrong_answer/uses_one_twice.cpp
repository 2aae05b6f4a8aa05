#include <iostream>
#include <map>

int main() {
  int n, t, weight;
  std::cin >> n >> t;
  std::map<int, int> number_of;
  for (int i = 1; i <= n; ++i) {
    std::cin >> weight;
    number_of[weight] = i;
  }
  for (const auto& [w, number] : number_of) {
    const auto other = number_of.find(t - w);
    if (other == number_of.end()) continue;
    std::cout << number << ' ' << other->second << '\n';
    return 0;
  }
  std::cout << "impossible\n";
}
