// expect: CE *
// why: memory that the compiler itself has to hold, for a program that it runs.
constexpr unsigned long Hoard() {
  unsigned long sum = 0;
  unsigned long* blocks[1 << 20] = {};
  for (int i = 0; i < (1 << 20); ++i) {
    blocks[i] = new unsigned long[1 << 10]{};
    for (int j = 0; j < (1 << 10); ++j) blocks[i][j] = i + j;
    sum += blocks[i][0];
  }
  return sum;
}
static_assert(Hoard() == 1);
int main() {}
