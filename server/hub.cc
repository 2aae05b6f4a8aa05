#include "server/hub.h"

#include <limits>
#include <utility>

namespace judge::server {

class EventLog {
 public:
  explicit EventLog(Executor& waker) : waker_(waker) {}

  // An attempt begins. Once begun, a log is kept until the run is done.
  void Begin(const std::string& lease) {
    const std::lock_guard lock(mutex_);
    is_begun_ = true;
    lease_ = lease;
    known_ = 0;
  }

  void Start(v1::RunEvent started) {
    Change([&] { return Keep(std::move(started)); });
  }

  int Append(const std::string& lease, int first, std::vector<v1::RunEvent> events) {
    int known = 0;
    Change([&] {
      const size_t kept = events_.size();
      if (is_begun_ && lease == lease_) KeepNew(first, std::move(events));
      known = lease == lease_ ? known_ : 0;
      return events_.size() > kept;
    });
    return known;
  }

  void End(Recall recall) {
    Change([&] {
      recall_ = std::move(recall);
      return true;
    });
  }

  void SetPosition(v1::RunEvent event) {
    Change([&] {
      // It came too late.
      if (is_begun_) return false;
      position_ = std::make_shared<const ToldEvent>(std::move(event));
      return true;
    });
  }

  // What comes after `next` events and after `position`; null, and `wake` is kept, where that is nothing.
  EventPtr Read(const Watch* watch, size_t& next, EventPtr& position, std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    if (recall_ != nullptr) KeepEnd(std::exchange(recall_, nullptr)());
    if (next < events_.size()) return events_[next++];
    if (events_.empty() && position_ != nullptr && position_ != position) return position = position_;
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

  bool is_begun() const {
    const std::lock_guard lock(mutex_);
    return is_begun_;
  }

  bool is_watched() const {
    const std::lock_guard lock(mutex_);
    return watches_ > 0;
  }

 private:
  // From here on with mutex_ held.

  // False: there is no room.
  bool Keep(v1::RunEvent event) {
    bytes_ += event.SpaceUsedLong();
    if (events_.size() >= kMaxLogEvents || bytes_ > kMaxLogBytes) return false;
    events_.push_back(std::make_shared<const ToldEvent>(std::move(event)));
    return true;
  }

  // Of this attempt, those that are not known.
  void KeepNew(int first, std::vector<v1::RunEvent> events) {
    constexpr int kMost = std::numeric_limits<int>::max();
    if (first < 0 || first > known_) return;
    for (size_t i = static_cast<size_t>(known_ - first); i < events.size() && known_ < kMost; ++i, ++known_)
      Keep(std::move(events[i]));
  }

  // Of all that happened in the last attempt what has not been told, and the end, for which there is always room.
  void KeepEnd(std::vector<v1::RunEvent> events) {
    v1::RunEvent last = std::move(events.back());
    events.pop_back();
    if (is_begun_ && !events.empty()) events.erase(events.begin());
    KeepNew(0, std::move(events));
    events_.push_back(std::make_shared<const ToldEvent>(std::move(last)));
  }

  // From here on without.

  // `change` returns whether there is more to be read now.
  template <typename ChangeIt>
  void Change(ChangeIt change) {
    std::map<const Watch*, std::function<void()>> wakes;
    {
      const std::lock_guard lock(mutex_);
      if (change()) wakes.swap(wakes_);
    }
    if (wakes.empty()) return;
    waker_.Run(/*owner=*/"", [wakes = std::move(wakes)] {
      for (const auto& [watch, wake] : wakes) wake();
    });
  }

  Executor& waker_;

  mutable std::mutex mutex_;  // guards what follows
  bool is_begun_ = false;
  std::string lease_;  // of this attempt
  int known_ = 0;      // events of this attempt, with those for which there was no room
  std::vector<EventPtr> events_;
  size_t bytes_ = 0;   // of all that was to be kept
  Recall recall_;      // until somebody reads
  EventPtr position_;  // as long as there are no events; null: not known yet
  int watches_ = 0;
  std::map<const Watch*, std::function<void()>> wakes_;
};

Watch::Watch(std::shared_ptr<EventLog> log) : log_(std::move(log)) { log_->Enter(); }

Watch::~Watch() { log_->Leave(this); }

EventPtr Watch::Next(std::function<void()> wake) { return log_->Read(this, next_, position_, std::move(wake)); }

std::shared_ptr<EventLog> Hub::Find(const std::string& run_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = logs_.find(run_id);
  return found == logs_.end() ? nullptr : found->second;
}

void Hub::TellPosition(const std::string& run_id, v1::RunEvent position) {
  if (const auto log = Find(run_id)) log->SetPosition(std::move(position));
}

void Hub::Open(const std::string& run_id, const std::string& lease, v1::RunEvent started) {
  std::shared_ptr<EventLog> log;
  {
    // Begun before anybody can find it unwatched.
    const std::lock_guard lock(mutex_);
    std::shared_ptr<EventLog>& kept = logs_[run_id];
    if (kept == nullptr) kept = std::make_shared<EventLog>(waker_);
    kept->Begin(lease);
    log = kept;
  }
  log->Start(std::move(started));
}

int Hub::Tell(const std::string& run_id, const std::string& lease, int first, std::vector<v1::RunEvent> events) {
  const auto log = Find(run_id);
  return log == nullptr ? 0 : log->Append(lease, first, std::move(events));
}

void Hub::Close(const std::string& run_id, Recall recall) {
  std::shared_ptr<EventLog> log;
  {
    const std::lock_guard lock(mutex_);
    const auto found = logs_.find(run_id);
    if (found == logs_.end()) return;
    log = std::move(found->second);
    logs_.erase(found);
  }
  // Watchers have it still.
  log->End(std::move(recall));
}

std::unique_ptr<Watch> Hub::Join(const std::string& run_id) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<EventLog>& log = logs_[run_id];
  if (log == nullptr) log = std::make_shared<EventLog>(waker_);
  return std::make_unique<Watch>(log);
}

std::unique_ptr<Watch> Hub::Replay(const std::string& run_id, int judging, Recall recall) {
  const std::lock_guard lock(mutex_);
  std::weak_ptr<EventLog>& replayed = replayed_[{run_id, judging}];
  std::shared_ptr<EventLog> log = replayed.lock();
  if (log == nullptr) {
    log = std::make_shared<EventLog>(waker_);
    log->End(std::move(recall));
    replayed = log;
  }
  return std::make_unique<Watch>(std::move(log));
}

std::unique_ptr<Watch> Hub::Replay(const std::string& run_id, int judging) const {
  const std::lock_guard lock(mutex_);
  const auto found = replayed_.find({run_id, judging});
  if (found == replayed_.end()) return nullptr;
  std::shared_ptr<EventLog> log = found->second.lock();
  return log == nullptr ? nullptr : std::make_unique<Watch>(std::move(log));
}

std::vector<std::string> Hub::Watched() {
  const std::lock_guard lock(mutex_);
  std::erase_if(logs_, [](const auto& entry) { return !entry.second->is_begun() && !entry.second->is_watched(); });
  std::erase_if(replayed_, [](const auto& entry) { return entry.second.expired(); });
  std::vector<std::string> watched;
  for (const auto& [run_id, log] : logs_) {
    if (log->is_watched()) watched.push_back(run_id);
  }
  return watched;
}

size_t Hub::size() const {
  const std::lock_guard lock(mutex_);
  return logs_.size();
}

}  // namespace judge::server
