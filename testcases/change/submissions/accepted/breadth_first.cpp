#include <bits/stdc++.h>
using namespace std;

int main() {
  int change, kinds;
  cin >> change >> kinds;
  vector<int> values(kinds), coin(change + 1, -1);
  for (int& value : values) cin >> value;
  queue<int> sums({0});
  coin[0] = 0;
  for (; !sums.empty(); sums.pop()) {
    for (const int value : values) {
      const int sum = sums.front() + value;
      if (sum > change || coin[sum] >= 0) continue;
      coin[sum] = value;
      sums.push(sum);
    }
  }
  vector<int> coins;
  if (coin[change] > 0)
    for (int sum = change; sum > 0; sum -= coin[sum]) coins.push_back(coin[sum]);
  cout << coins.size();
  for (const int c : coins) cout << ' ' << c;
  cout << '\n';
}
