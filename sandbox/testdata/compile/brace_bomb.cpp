// expect: CE *
// why: types within types within types.
template <typename T>
struct Pair {
  T first, second;
};
#define P4(x) Pair<Pair<Pair<Pair<x>>>>
#define P64(x) P4(P4(P4(P4(P4(P4(P4(P4(P4(P4(P4(P4(P4(P4(P4(P4(x))))))))))))))))
int main() { return sizeof(P64(P64(P64(int)))); }
