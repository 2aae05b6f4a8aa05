// expect: CE diagnostics
// log-has: template instantiation depth
// why: endless depth, which the compiler bounds by itself.
template <int N>
struct Deeper {
  static constexpr int value = Deeper<N + 1>::value;
};
int main() { return Deeper<0>::value; }
