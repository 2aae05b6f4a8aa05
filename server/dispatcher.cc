#include "server/dispatcher.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "server/messages.h"
#include "server/token.h"

namespace judge::server {

absl::Status Dispatcher::Resume(SteadyTime now) {
  return store_.ForEachUnfinished([&](const Run& run) {
    if (run.state == State::kQueued) return queue_.Push(Ticket::Of(run));
    // What had happened so far its worker tells again.
    hub_.Open(run.id, StartedEvent(run.attempts + 1, absl::Now()));
    const std::lock_guard lock(mutex_);
    held_[run.id] = {run.worker, run.nonce, now, now + options_.lease_time};
  });
}

void Dispatcher::Submit(NewRun run, Store::Done<Accepted> done) {
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

// Has it happen in the store, and then here.
void Dispatcher::Change(const std::string& run_id, Event event, std::string result, Store::Done<Run> done) {
  store_.Happen(run_id, event, result, [this, event, result, done = std::move(done)](absl::StatusOr<Run> changed) {
    if (changed.ok()) OnChanged(*changed, event, result);
    done(std::move(changed));
  });
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
  }
  for (RunListener* listener : options_.listeners) listener->OnChanged(run, event, hold);
  if (run.state == State::kDone) {
    queue_.Remove(Ticket::Of(run));
    std::vector<v1::RunEvent> events = PastEvents(run, result);
    v1::RunEvent finished = std::move(events.back());
    events.pop_back();
    // That the attempt began is known. Of the rest, what the worker has not told before it reported.
    if (!events.empty()) events.erase(events.begin());
    hub_.Tell(run.id, 0, std::move(events));
    hub_.Close(run.id, std::move(finished));
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
void Dispatcher::Match() {
  for (;;) {
    std::optional<Ticket> ticket;
    std::list<Waiter> first;
    {
      const std::lock_guard lock(mutex_);
      if (waiters_.empty()) return;
      ticket = queue_.Pop();
      if (!ticket) return;
      first.splice(first.end(), waiters_, waiters_.begin());
    }
    HandOut(*ticket, std::move(first.front()));
  }
}

void Dispatcher::HandOut(const Ticket& ticket, Waiter waiter) {
  absl::StatusOr<std::string> nonce = NewToken();
  if (!nonce.ok()) return OnLeased(ticket, std::move(waiter), nonce.status());
  Leased lease = {waiter.worker, *std::move(nonce)};
  store_.Lease(ticket.id, std::move(lease),
               [this, ticket, waiter = std::move(waiter)](absl::StatusOr<LeasedRun> leased) mutable {
                 OnLeased(ticket, std::move(waiter), std::move(leased));
               });
}

void Dispatcher::OnLeased(const Ticket& ticket, Waiter waiter, absl::StatusOr<LeasedRun> leased) {
  if (leased.ok()) {
    const Run& run = leased->run;
    const SteadyTime now = SteadyTime::Now();
    {
      const std::lock_guard lock(mutex_);
      held_[run.id] = {run.worker, run.nonce, now, now + options_.lease_time};
      watched_.erase(run.id);
    }
    for (RunListener* listener : options_.listeners) listener->OnLeased(run);
    hub_.Open(run.id, StartedEvent(run.attempts + 1, absl::Now()));
    return waiter.done(*std::move(leased));
  }
  // Cancelled just now: the ticket was of no use. Else the store fails, and the next tick tries again.
  const bool is_stale = absl::IsFailedPrecondition(leased.status()) || absl::IsNotFound(leased.status());
  if (!is_stale) queue_.Push(ticket);
  {
    const std::lock_guard lock(mutex_);
    waiters_.push_front(std::move(waiter));
  }
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
  return hub_.Tell(run_id, first, std::move(events));
}

std::unique_ptr<Watch> Dispatcher::Join(const Run& run) {
  auto watch = hub_.Join(run.id);
  {
    const std::lock_guard lock(mutex_);
    if (run.state == State::kQueued && !watched_.contains(run.id)) watched_[run.id] = {Ticket::Of(run)};
  }
  return watch;
}

int64_t Dispatcher::leased() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int64_t>(held_.size());
}

std::set<std::string> Dispatcher::workers() const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> names;
  for (const auto& [run_id, held] : held_) names.insert(held.worker);
  for (const Waiter& waiter : waiters_) names.insert(waiter.worker);
  return names;
}

void Dispatcher::Tick(SteadyTime now) {
  TakeBackFromSilent(now);
  SendHome(now);
  Match();
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
    Change(run_id, Lost{held.nonce, absl::StrCat("worker ", held.worker, " fell silent")}, "", [](const auto&) {});
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
