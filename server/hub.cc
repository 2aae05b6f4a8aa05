#include "server/hub.h"

#include <utility>

namespace judge::server {

class EventLog {
 public:
  void Append(v1::RunEvent event) {
    auto kept = std::make_shared<const v1::RunEvent>(std::move(event));
    Change([&] {
      events_.push_back(std::move(kept));
      position_ = nullptr;
    });
  }

  void SetPosition(v1::RunEvent event) {
    auto kept = std::make_shared<const v1::RunEvent>(std::move(event));
    Change([&] { position_ = std::move(kept); });
  }

  // What comes after `next` events and after `position`; null, and `wake` is kept, where that is nothing.
  EventPtr Read(const Watch* watch, size_t& next, EventPtr& position, std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    if (next < events_.size()) return events_[next++];
    if (position_ != nullptr && position_ != position) return position = position_;
    wakes_[watch] = std::move(wake);
    return nullptr;
  }

  void Enter() {
    const std::lock_guard lock(mutex_);
    ++watches_;
  }

  void Leave(const Watch* watch) {
    const std::lock_guard lock(mutex_);
    --watches_;
    wakes_.erase(watch);
  }

  bool is_watched() const {
    const std::lock_guard lock(mutex_);
    return watches_ > 0;
  }

 private:
  template <typename ChangeIt>
  void Change(ChangeIt change) {
    std::map<const Watch*, std::function<void()>> wakes;
    {
      const std::lock_guard lock(mutex_);
      change();
      wakes.swap(wakes_);
    }
    for (const auto& [watch, wake] : wakes) wake();
  }

  mutable std::mutex mutex_;  // guards what follows
  std::vector<EventPtr> events_;
  EventPtr position_;  // null: the run does not wait
  int watches_ = 0;
  std::map<const Watch*, std::function<void()>> wakes_;
};

Watch::Watch(std::shared_ptr<EventLog> log) : log_(std::move(log)) { log_->Enter(); }

Watch::~Watch() { log_->Leave(this); }

EventPtr Watch::Next(std::function<void()> wake) { return log_->Read(this, next_, position_, std::move(wake)); }

std::shared_ptr<EventLog> Hub::LogOf(const std::string& run_id) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<EventLog>& log = logs_[run_id];
  if (log == nullptr) log = std::make_shared<EventLog>();
  return log;
}

void Hub::TellPosition(const std::string& run_id, v1::RunEvent position) {
  std::shared_ptr<EventLog> log;
  {
    const std::lock_guard lock(mutex_);
    const auto found = logs_.find(run_id);
    if (found == logs_.end()) return;
    log = found->second;
  }
  log->SetPosition(std::move(position));
}

void Hub::Tell(const std::string& run_id, v1::RunEvent event) { LogOf(run_id)->Append(std::move(event)); }

void Hub::Close(const std::string& run_id, v1::RunEvent event) {
  std::shared_ptr<EventLog> log;
  {
    const std::lock_guard lock(mutex_);
    const auto found = logs_.find(run_id);
    if (found == logs_.end()) return;
    log = std::move(found->second);
    logs_.erase(found);
  }
  // Watchers have it still.
  log->Append(std::move(event));
}

std::unique_ptr<Watch> Hub::Join(const std::string& run_id) { return std::make_unique<Watch>(LogOf(run_id)); }

std::vector<std::string> Hub::Watched() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> watched;
  for (const auto& [run_id, log] : logs_) {
    if (log->is_watched()) watched.push_back(run_id);
  }
  return watched;
}

}  // namespace judge::server
