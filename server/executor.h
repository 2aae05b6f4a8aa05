// Threads for what may wait for the disk.
#ifndef JUDGE_SERVER_EXECUTOR_H_
#define JUDGE_SERVER_EXECUTOR_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace judge::server {

// Thread-safe.
class Executor {
 public:
  explicit Executor(int threads);
  // What it was given is done first.
  ~Executor();

  void Run(std::function<void()> work);

 private:
  void Serve();

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_EXECUTOR_H_
