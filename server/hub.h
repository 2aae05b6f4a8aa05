// What happens to runs, told to whoever watches them.
//
// Events of a run are kept once, in a log: of a run that a worker has had, or that somebody watches, until it is done
// and read. A watcher is a place in that log: one that never reads costs nothing more, however much happens. Watchers
// are woken in a thread of the hub's: a thousand of them hold up nobody who has something to tell.
#ifndef JUDGE_SERVER_HUB_H_
#define JUDGE_SERVER_HUB_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "judge/v1/judge.pb.h"
#include "server/executor.h"
#include "server/told_event.h"

namespace judge::server {

// Of one run until it is done, whatever its workers send; bytes as in memory, without what is serialized of them for
// watchers. What is beyond is left out: the last event has the whole result.
inline constexpr size_t kMaxLogEvents = 100'000;
inline constexpr size_t kMaxLogBytes = 64 << 20;

class EventLog;

// One watcher of one run. One thread at a time.
class Watch {
 public:
  explicit Watch(std::shared_ptr<EventLog> log);
  Watch(const Watch&) = delete;
  ~Watch();

  // The next event; null: there is none yet, and `wake` will be called, once, when there is, from the hub's thread.
  // Just when a watch ends, a call may be on its way: `wake` owns what it needs.
  EventPtr Next(std::function<void()> wake);

 private:
  const std::shared_ptr<EventLog> log_;
  size_t next_ = 0;
  EventPtr position_;  // that was told last
};

// What happened in one judging, in order.
using Recall = std::function<std::vector<v1::RunEvent>()>;

// Thread-safe; waits for nothing.
class Hub {
 public:
  // Of a run that waits for its first attempt, and is watched: where it is in the queue now. Only the last is kept.
  void TellPosition(const std::string& run_id, v1::RunEvent position);
  // An attempt begins, of whom has this lease: from now on there is a log, until Close.
  void Open(const std::string& run_id, const std::string& lease, v1::RunEvent started);
  // What has happened in this attempt, from its event `first` on, counted from 0. Those that are known are left out.
  // Returns how many are known now: none where the run is not open, or not with this lease, and no more than before
  // where some are missing.
  int Tell(const std::string& run_id, const std::string& lease, int first, std::vector<v1::RunEvent> events);
  // It is done: all that happened, "started" first where there was an attempt, and last that it is finished. It is
  // asked for once, by the first watcher who wants to know, if there is one, in whatever thread that is.
  void Close(const std::string& run_id, Recall recall);

  // From the first event on. For a run that is not done: look into the store after joining, since what was closed
  // before says nothing any more.
  std::unique_ptr<Watch> Join(const std::string& run_id);

  // Of a judging that is over: all that happened, kept once for all who read it at the same time.
  std::unique_ptr<Watch> Replay(const std::string& run_id, int judging, Recall recall);
  // The same, where somebody reads it just now; else null.
  std::unique_ptr<Watch> Replay(const std::string& run_id, int judging) const;

  // Runs that are not done and have a watcher. Forgets those that have none and were never begun, and what nobody reads
  // any more: to be called now and then.
  std::vector<std::string> Watched();

  // Runs of which there is a log.
  size_t size() const;

 private:
  std::shared_ptr<EventLog> Find(const std::string& run_id) const;

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<EventLog>> logs_;                    // guarded by mutex_
  std::map<std::pair<std::string, int>, std::weak_ptr<EventLog>> replayed_;  // by run and judging; guarded by mutex_
  Executor waker_{1};
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_HUB_H_
