#include <bits/stdc++.h>
using namespace std;

int main() {
  ios::sync_with_stdio(false);
  cin.tie(nullptr);
  int n;
  cin >> n;
  vector<int> heights(n);
  for (int& height : heights) cin >> height;
  nth_element(heights.begin(), heights.begin() + n / 2, heights.end());
  cout << heights[n / 2] << '\n';
}
