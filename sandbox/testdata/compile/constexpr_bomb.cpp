// expect: CE *
// why: a loop that the compiler runs itself. The compiler counts its steps; where it does not, the limits do.
constexpr long Spin(long n) {
  long sum = 0;
  for (long i = 0; i < n; ++i) {
    for (long j = 0; j < 200000; ++j) sum += i ^ j;
  }
  return sum;
}
template <long N>
struct More {
  static constexpr long value = Spin(100) + More<N - 1>::value;
};
template <>
struct More<0> {
  static constexpr long value = 0;
};
int main() { return More<800>::value == 0; }
