// expect: CE *
// why: the type of each line has twice the length of the line's before, and all of it goes into names and messages.
#include <utility>
template <typename T>
auto D(T t) {
  return std::pair(t, t);
}
int main() {
  auto x = D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(D(1))))))))))))))))))))))))));
  return x.nothing;
}
