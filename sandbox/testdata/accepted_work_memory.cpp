// expect: OK
// limits: time=5s memory=256M
// stdout: 209715200
// why: 200 MiB of work memory under a limit of 256.
#include <cstdio>
#include <numeric>
#include <vector>

int main() {
  const std::vector<char> bytes(200 << 20, 1);
  std::printf("%ld\n", std::accumulate(bytes.begin(), bytes.end(), 0L));
}
