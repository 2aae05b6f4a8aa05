// Another format of the same numbers.
#include <bits/stdc++.h>
using namespace std;

int main() {
  int n;
  cin >> n;
  vector<complex<long double>> p(n);
  for (auto& c : p) {
    long double x, y;
    cin >> x >> y;
    c = {x, y};
  }
  long double length = 0, twice = 0;
  for (int i = 0; i < n; ++i) {
    const auto a = p[i] - p[0], b = p[(i + 1) % n] - p[0];
    length += abs(b - a);
    twice += (conj(a) * b).imag();
  }
  cout << scientific << setprecision(12) << length << '\n' << uppercase << abs(twice) / 2 << '\n';
}
