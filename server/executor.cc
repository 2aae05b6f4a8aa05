#include "server/executor.h"

#include <algorithm>
#include <utility>

namespace judge::server {

Executor::Executor(int threads) : most_(std::max(threads - 1, 1)) {
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

void Executor::Run(const std::string& owner, std::function<void()> work) {
  // With the lock held: the work may be done, and this be gone, before who asked for it is here again.
  const std::lock_guard lock(mutex_);
  auto line = FindLine(owner);
  if (line == lines_.end()) line = lines_.insert(lines_.end(), Line{owner, {}});
  line->waiting.push_back(std::move(work));
  wake_.notify_one();
}

// REQUIRES: mutex_ is held.
Executor::Lines::iterator Executor::FindLine(const std::string& owner) {
  return std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) { return line.owner == owner; });
}

// Whose turn it is. REQUIRES: mutex_ is held.
Executor::Lines::iterator Executor::Next() {
  return std::find_if(lines_.begin(), lines_.end(),
                      [this](const Line& line) { return !line.waiting.empty() && line.running < most_; });
}

void Executor::Serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    auto line = lines_.end();
    wake_.wait(lock, [&] {
      line = Next();
      return line != lines_.end() || (ending_ && lines_.empty());
    });
    if (line == lines_.end()) return;
    const std::function<void()> work = std::move(line->waiting.front());
    line->waiting.pop_front();
    line->running += 1;
    lines_.splice(lines_.end(), lines_, line);
    lock.unlock();
    work();
    lock.lock();
    line->running -= 1;
    if (line->running == 0 && line->waiting.empty()) lines_.erase(line);
    // Others wait for the last one.
    if (ending_) wake_.notify_all();
  }
}

}  // namespace judge::server
