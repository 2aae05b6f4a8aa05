#include "server/executor.h"

#include <utility>

namespace judge::server {

Executor::Executor(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Serve(); });
}

Executor::~Executor() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Executor::Run(std::function<void()> work) {
  // With the lock held: the work may be done, and this be gone, before who asked for it is here again.
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(work));
  wake_.notify_one();
}

void Executor::Serve() {
  for (;;) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace judge::server
