// Threads for what may wait for the disk.
#ifndef JUDGE_SERVER_EXECUTOR_H_
#define JUDGE_SERVER_EXECUTOR_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace judge::server {

// Fair: those for whom there is work take turns, and nobody's, however long it takes, has all threads at once. One
// owner's work begins in its order. Thread-safe.
class Executor {
 public:
  explicit Executor(int threads);
  // What it was given is done first.
  ~Executor();

  // `owner`: for whom, such as a tenant.
  void Run(const std::string& owner, std::function<void()> work);

 private:
  struct Line {
    std::string owner;
    std::deque<std::function<void()>> waiting;
    int running = 0;
  };
  using Lines = std::list<Line>;

  Lines::iterator FindLine(const std::string& owner);
  Lines::iterator Next();
  void Serve();

  const int most_;  // threads of one owner

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  Lines lines_;  // in the order of their turns; each has something waiting or running
  bool ending_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_EXECUTOR_H_
