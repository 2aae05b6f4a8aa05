// Paints the garden on a grid of a billion cells.
#include <iostream>
#include <memory>
#include <vector>

int main() {
  std::vector<std::unique_ptr<std::vector<char>>> rows;
  for (int row = 0; row < 1024; ++row) rows.push_back(std::make_unique<std::vector<char>>(1 << 20, '.'));
  long long cells = 0;
  for (const auto& row : rows) cells += row->size();
  std::cout << cells << ' ' << cells << '\n';
}
