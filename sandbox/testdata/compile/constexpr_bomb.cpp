// expect: CE diagnostics
// log-has: constexpr
// why: a loop without an end that the compiler runs itself. It counts its steps and gives up.
constexpr long Spin() {
  for (unsigned long i = 1;; ++i) {
    if (i == 0) return 1;
  }
}
static_assert(Spin() == 1);
int main() {}
