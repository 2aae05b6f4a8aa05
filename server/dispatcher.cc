#include "server/dispatcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "server/messages.h"
#include "server/token.h"

namespace judge::server {
namespace {

absl::StatusOr<Leased> NewLease(const std::string& worker) {
  JUDGE_ASSIGN_OR_RETURN(std::string nonce, NewToken());
  return Leased{worker, std::move(nonce)};
}

}  // namespace

std::string HostOf(const std::string& worker) { return worker.substr(0, worker.rfind('/')); }

absl::Status Dispatcher::Resume(SteadyTime now) {
  return store_.ForEachUnfinished([&](const Run& run) {
    if (run.state == State::kQueued) return queue_.Push(Ticket::Of(run));
    // What had happened so far its worker tells again.
    hub_.Open(run.id, run.nonce, StartedEvent(run.attempts + 1, absl::Now()));
    const std::lock_guard lock(mutex_);
    held_[run.id] = {run.worker, run.nonce, now, now + options_.lease_time};
  });
}

void Dispatcher::Submit(NewRun run, Store::Done<Accepted> done) {
  if (run.refusal.ok()) {
    if (std::optional<Waiter> waiter = TakeWaiter())
      return SubmitFor(*std::move(waiter), std::move(run), std::move(done));
  }
  store_.Submit(std::move(run), [this, done = std::move(done)](absl::StatusOr<Accepted> accepted) {
    const bool waits = accepted.ok() && !accepted->existed;
    if (waits) {
      for (RunListener* listener : options_.listeners) listener->OnSubmitted(accepted->run);
      queue_.Push(Ticket::Of(accepted->run));
    }
    done(std::move(accepted));
    if (waits) Match();
  });
}

// Accepted and leased in one change: the worker waits for one fsync, and not for two.
void Dispatcher::SubmitFor(Waiter waiter, NewRun run, Store::Done<Accepted> done) {
  absl::StatusOr<Leased> lease = NewLease(waiter.worker);
  if (!lease.ok()) {
    PutBack(std::move(waiter));
    return done(lease.status());
  }
  run.lease = *std::move(lease);
  std::string submission = run.submission;
  store_.Submit(std::move(run), [this, waiter = std::move(waiter), submission = std::move(submission),
                                 done = std::move(done)](absl::StatusOr<Accepted> accepted) mutable {
    if (!accepted.ok() || accepted->existed) {
      PutBack(std::move(waiter));
      done(std::move(accepted));
      return Match();
    }
    for (RunListener* listener : options_.listeners) listener->OnSubmitted(accepted->run);
    LeasedRun leased = {accepted->run, std::move(submission)};
    done(std::move(accepted));
    OnLeased(std::move(leased), waiter);
  });
}

// Has it happen in the store, and then here.
void Dispatcher::Change(const std::string& run_id, Event event, std::string result, Store::Done<Run> done) {
  auto on_changed = [this, event, result, done = std::move(done)](absl::StatusOr<Run> changed) {
    if (changed.ok()) OnChanged(*changed, event, result);
    done(std::move(changed));
  };
  store_.Happen(run_id, std::move(event), std::move(result), std::move(on_changed));
}

void Dispatcher::Cancel(const std::string& run_id, Store::Done<Run> done) {
  Change(run_id, Cancelled{}, "", std::move(done));
}

void Dispatcher::Rejudge(const std::string& run_id, Rejudged how, Store::Done<Run> done) {
  Change(run_id, std::move(how), "", std::move(done));
}

void Dispatcher::Report(const std::string& run_id, Event event, std::string result, Store::Done<Run> done) {
  Change(run_id, std::move(event), std::move(result), std::move(done));
}

// Of a run that is queued again or done.
void Dispatcher::OnChanged(const Run& run, const Event& event, const std::string& result) {
  Hold hold;
  {
    const std::lock_guard lock(mutex_);
    if (const auto held = held_.find(run.id); held != held_.end()) {
      hold = {held->second.worker, SteadyTime::Now() - held->second.since};
      held_.erase(held);
    }
    if (run.state == State::kDone) {
      returned_.erase(run.id);
    } else if (!hold.worker.empty()) {
      Returned& returned = returned_[run.id];
      returned.hosts.insert(HostOf(hold.worker));
      returned.until = SteadyTime::Now() + options_.lease_time;
    }
  }
  for (RunListener* listener : options_.listeners) listener->OnChanged(run, event, hold);
  if (run.state == State::kDone) {
    queue_.Remove(Ticket::Of(run));
    hub_.Close(run.id, [run, result] { return PastEvents(run, result); });
    return;
  }
  queue_.Push(Ticket::Of(run));
  Match();
}

int64_t Dispatcher::Lease(const std::string& worker, SteadyTime deadline, HandedOut done) {
  int64_t id;
  {
    const std::lock_guard lock(mutex_);
    id = next_waiter_++;
    waiters_.push_back({id, worker, deadline, std::move(done)});
  }
  Match();
  return id;
}

void Dispatcher::Withdraw(int64_t waiter) {
  std::list<Waiter> gone;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = waiters_.begin(); it != waiters_.end(); ++it) {
      if (it->id != waiter) continue;
      gone.splice(gone.end(), waiters_, it);
      break;
    }
  }
  for (const Waiter& one : gone) one.done(std::nullopt);
}

// Brings together who waits for a run and the runs that wait.
void Dispatcher::Match(SteadyTime now) {
  while (auto pair = TakePair(now)) HandOut(pair->first, std::move(pair->second));
}

// The first in line for whom there is one: not one that came back from there just now, where another machine may take
// it.
std::optional<std::pair<Ticket, Dispatcher::Waiter>> Dispatcher::TakePair(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  const std::set<std::string> hosts = returned_.empty() ? std::set<std::string>() : LockedHosts();
  for (auto waiter = waiters_.begin(); waiter != waiters_.end() && queue_.Depth() > 0; ++waiter) {
    const std::string host = HostOf(waiter->worker);
    std::optional<Ticket> ticket = queue_.Pop([&](const Ticket& one) {
      const auto returned = returned_.find(one.id);
      if (returned == returned_.end() || returned->second.until <= now) return true;
      const std::set<std::string>& had_it = returned->second.hosts;
      return !had_it.contains(host) || std::includes(had_it.begin(), had_it.end(), hosts.begin(), hosts.end());
    });
    if (!ticket) continue;
    std::pair pair(*std::move(ticket), std::move(*waiter));
    waiters_.erase(waiter);
    return pair;
  }
  return std::nullopt;
}

// The first in line, for a run that comes just now; none where others wait already, which are before it.
std::optional<Dispatcher::Waiter> Dispatcher::TakeWaiter() {
  const std::lock_guard lock(mutex_);
  if (waiters_.empty() || queue_.Depth() > 0) return std::nullopt;
  Waiter waiter = std::move(waiters_.front());
  waiters_.pop_front();
  return waiter;
}

void Dispatcher::PutBack(Waiter waiter) {
  const std::lock_guard lock(mutex_);
  waiters_.push_front(std::move(waiter));
}

void Dispatcher::HandOut(const Ticket& ticket, Waiter waiter) {
  absl::StatusOr<Leased> lease = NewLease(waiter.worker);
  if (!lease.ok()) return OnNotLeased(ticket, std::move(waiter), lease.status());
  store_.Lease(ticket.id, *std::move(lease),
               [this, ticket, waiter = std::move(waiter)](absl::StatusOr<LeasedRun> leased) mutable {
                 if (leased.ok()) return OnLeased(*std::move(leased), waiter);
                 OnNotLeased(ticket, std::move(waiter), leased.status());
               });
}

void Dispatcher::OnLeased(LeasedRun leased, const Waiter& waiter) {
  const Run& run = leased.run;
  const SteadyTime now = SteadyTime::Now();
  {
    const std::lock_guard lock(mutex_);
    held_[run.id] = {run.worker, run.nonce, now, now + options_.lease_time};
    watched_.erase(run.id);
  }
  for (RunListener* listener : options_.listeners) listener->OnLeased(run);
  hub_.Open(run.id, run.nonce, StartedEvent(run.attempts + 1, absl::Now()));
  waiter.done(std::move(leased));
}

void Dispatcher::OnNotLeased(const Ticket& ticket, Waiter waiter, const absl::Status& why) {
  // Cancelled just now: the ticket was of no use. Else the store fails, and the next tick tries again; but not with
  // what is damaged, or nothing would come after it.
  if (absl::IsDataLoss(why)) Change(ticket.id, Damaged{}, "", [](const auto&) {});
  const bool is_stale = absl::IsFailedPrecondition(why) || absl::IsNotFound(why) || absl::IsDataLoss(why);
  if (!is_stale) queue_.Push(ticket);
  PutBack(std::move(waiter));
  if (is_stale) Match();
}

absl::StatusOr<int> Dispatcher::Renew(const std::string& run_id, const std::string& nonce, int first,
                                      const google::protobuf::RepeatedPtrField<v1::Progress>& progress,
                                      SteadyTime now) {
  if (static_cast<size_t>(progress.size()) > kMaxLogEvents)
    return absl::ResourceExhaustedError(absl::StrCat(progress.size(), " events at once"));
  {
    const std::lock_guard lock(mutex_);
    const auto held = held_.find(run_id);
    if (held == held_.end() || held->second.nonce != nonce)
      return absl::FailedPreconditionError(absl::StrCat("run ", run_id, " is no longer leased to this worker: stop"));
    held->second.deadline = now + options_.lease_time;
  }
  const absl::Time heard = absl::Now();
  std::vector<v1::RunEvent> events;
  for (const v1::Progress& one : progress) events.push_back(ProgressEvent(one, heard));
  return hub_.Tell(run_id, nonce, first, std::move(events));
}

std::unique_ptr<Watch> Dispatcher::Join(const Run& run) {
  auto watch = hub_.Join(run.id);
  {
    const std::lock_guard lock(mutex_);
    if (run.state == State::kQueued && !watched_.contains(run.id)) watched_[run.id] = {Ticket::Of(run)};
  }
  return watch;
}

absl::StatusOr<std::unique_ptr<Watch>> Dispatcher::Replay(const Run& run) {
  if (auto watch = hub_.Replay(run.id, run.judging)) return watch;
  std::string result;
  JUDGE_RETURN_IF_ERROR(store_.ForEachOutcome(run.id, [&](const Outcome& one) {
    if (one.judging == run.judging) result = one.result;
    // Those before would come now.
    return one.judging > run.judging;
  }));
  return hub_.Replay(run.id, run.judging, [run, result = std::move(result)] { return PastEvents(run, result); });
}

int64_t Dispatcher::leased() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int64_t>(held_.size());
}

std::set<std::string> Dispatcher::workers() const {
  const std::lock_guard lock(mutex_);
  return LockedWorkers();
}

// REQUIRES: mutex_ is held.
std::set<std::string> Dispatcher::LockedWorkers() const {
  std::set<std::string> names;
  for (const auto& [run_id, held] : held_) names.insert(held.worker);
  for (const Waiter& waiter : waiters_) names.insert(waiter.worker);
  return names;
}

// REQUIRES: mutex_ is held.
std::set<std::string> Dispatcher::LockedHosts() const {
  std::set<std::string> hosts;
  for (const std::string& worker : LockedWorkers()) hosts.insert(HostOf(worker));
  return hosts;
}

void Dispatcher::Tick(SteadyTime now) {
  TakeBackFromSilent(now);
  SendHome(now);
  Match(now);
  TellPositions();
}

void Dispatcher::TakeBackFromSilent(SteadyTime now) {
  std::map<std::string, Held> silent;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [run_id, held] : held_) {
      if (held.deadline < now) silent[run_id] = held;
    }
  }
  for (const auto& [run_id, held] : silent) {
    // Where the store fails, or the worker's result was quicker, the next tick sees.
    Change(run_id, Lost{held.nonce, absl::StrCat("worker ", EscapeForLine(held.worker), " fell silent")}, "",
           [](const auto&) {});
  }
}

void Dispatcher::SendHome(SteadyTime now) {
  std::list<Waiter> late;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = waiters_.begin(); it != waiters_.end();) {
      const auto one = it++;
      if (one->deadline <= now) late.splice(late.end(), waiters_, one);
    }
  }
  for (const Waiter& waiter : late) waiter.done(std::nullopt);
}

void Dispatcher::TellPositions() {
  std::vector<std::pair<std::string, int64_t>> changed;
  {
    const std::lock_guard lock(mutex_);
    // With the lock held: who joins meanwhile is entered here after this.
    const std::vector<std::string> ids = hub_.Watched();
    const std::set<std::string> still(ids.begin(), ids.end());
    for (auto it = watched_.begin(); it != watched_.end();) {
      auto& [run_id, watched] = *it;
      const std::optional<int64_t> position = queue_.Position(watched.ticket);
      if (!position || !still.contains(run_id)) {
        it = watched_.erase(it);
        continue;
      }
      if (*position != watched.told) changed.emplace_back(run_id, *position);
      watched.told = *position;
      ++it;
    }
  }
  const absl::Time now = absl::Now();
  for (const auto& [run_id, position] : changed) hub_.TellPosition(run_id, QueuedEvent(position, now));
}

}  // namespace judge::server
