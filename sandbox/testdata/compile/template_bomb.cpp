// expect: CE limit
// why: instantiations that double at each level.
template <int Depth, int Branch>
struct Bomb {
  static constexpr long value = Bomb<Depth - 1, Branch * 2>::value + Bomb<Depth - 1, Branch * 2 + 1>::value;
};
template <int Branch>
struct Bomb<0, Branch> {
  static constexpr long value = 1;
};
int main() { return Bomb<30, 0>::value != 0; }
