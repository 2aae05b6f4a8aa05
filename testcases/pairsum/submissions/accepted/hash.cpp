#include <bits/stdc++.h>
using namespace std;

int main() {
  int n, t;
  cin >> n >> t;
  unordered_map<int, int> seen;
  for (int i = 1, w; i <= n; ++i) {
    cin >> w;
    if (const auto other = seen.find(t - w); other != seen.end()) {
      cout << i << ' ' << other->second << endl;
      return 0;
    }
    seen[w] = i;
  }
  cout << "impossible" << endl;
}
