// expect: OK
// limits: time=5s memory=256M processes=16
// stdout: 499999500000
// why: eight threads with a mutex, a condition variable and futures.
#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

int main() {
  std::mutex mutex;
  std::condition_variable all_done;
  long long sum = 0;
  int done = 0;
  std::vector<std::jthread> threads;
  for (int part = 0; part < 8; ++part) {
    threads.emplace_back([&, part] {
      long long mine = 0;
      for (int i = part; i < 1000000; i += 8) mine += i;
      const std::lock_guard lock(mutex);
      sum += mine;
      ++done;
      all_done.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  all_done.wait(lock, [&] { return done == 8; });
  std::printf("%lld\n", std::async(std::launch::async, [&] { return sum; }).get());
}
