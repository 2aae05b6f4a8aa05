#include "worker/job_loop.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/log.h"
#include "proto/result_size.h"
#include "spdlog/spdlog.h"

namespace judge::worker {
namespace {

constexpr absl::Duration kLeaseWait = absl::Seconds(30);
// A server that was started again in between knows no profile until then.
constexpr absl::Duration kAnnounceEvery = absl::Seconds(10);
// A server that was started again is not to wait for long: it takes no runs until a worker has announced itself.
constexpr absl::Duration kLongestPause = absl::Seconds(1);

// Where the judge failed the run waits again, and is first in its line: another worker may do better with it.
constexpr absl::Duration kPauseAfterFailure = absl::Milliseconds(300);

// It was taken from us (cancelled, or we were taken for lost): whatever we say of it is of no use.
bool IsLeaseLost(const absl::Status& status) { return absl::IsFailedPrecondition(status) || absl::IsNotFound(status); }

// No try will go better, until the operator mends it.
bool IsRefusal(const absl::Status& status) {
  return absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status);
}

std::string Described(const absl::Status& status) {
  return absl::StrCat(absl::StatusCodeToString(status.code()), ": ", EscapeForLine(status.message()));
}

std::string Described(const v1::RunResult& result) {
  if (result.verdict() == v1::VERDICT_UNSPECIFIED) return "no verdict";
  if (result.explanation().empty()) return v1::Verdict_Name(result.verdict());
  return absl::StrCat(v1::Verdict_Name(result.verdict()), ", ", EscapeForLine(result.explanation()));
}

}  // namespace

absl::Duration Backoff::Next() {
  const absl::Duration now = next_;
  next_ = std::min(2 * next_, kLongestPause);
  return now;
}

absl::Status JobLoop::Run() {
  std::thread informer([this] { KeepInformed(); });
  std::vector<std::thread> slots;
  for (size_t slot = 0; slot < options_.slots.size(); ++slot) slots.emplace_back([this, slot] { WorkInSlot(slot); });
  for (std::thread& slot : slots) slot.join();
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
  }
  changed_.notify_all();
  informer.join();
  return ended_by_;
}

void JobLoop::Drain() {
  {
    const std::lock_guard lock(mutex_);
    is_draining_ = true;
  }
  changed_.notify_all();
  server_.EndLeases();
}

void JobLoop::End(const absl::Status& why) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_by_.ok()) ended_by_ = why;
  }
  Drain();
}

void JobLoop::GiveUp() {
  Drain();
  const std::lock_guard lock(mutex_);
  is_giving_up_ = true;
  for (const auto& run : runs_) run->Stop();
  changed_.notify_all();
  server_.EndFetches();
}

// --- Slots

void JobLoop::WorkInSlot(size_t slot) {
  Machine machine = machine_.On(options_.slots[slot]);
  const std::string name = absl::StrCat(options_.announcement.worker(), "/", slot + 1);
  while (std::optional<v1::Assignment> assignment = NextAssignment(name)) {
    const LogField run("run", assignment->run_id());
    JudgeAndReport(machine, *std::move(assignment));
  }
}

std::optional<v1::Assignment> JobLoop::NextAssignment(const std::string& name) {
  Backoff backoff;
  while (WaitUntilAnnounced()) {
    absl::StatusOr<std::optional<v1::Assignment>> leased = server_.Lease(name, kLeaseWait);
    if (leased.ok() && leased->has_value()) return *std::move(leased);
    if (leased.ok()) continue;
    NoteTrouble(leased.status());
    PauseUnlessDraining(backoff.Next());
  }
  return std::nullopt;
}

void JobLoop::JudgeAndReport(Machine& machine, v1::Assignment assignment) {
  const auto on_news = [this] {
    {
      const std::lock_guard lock(mutex_);
      has_news_ = true;
    }
    changed_.notify_all();
  };
  absl::StatusOr<std::shared_ptr<LeasedRun>> taken = LeasedRun::Take(std::move(assignment), on_news);
  // The lease ends by itself.
  if (!taken.ok()) return spdlog::error("cannot be judged here: {}", Described(taken.status()));
  LeasedRun& run = **taken;
  {
    const std::lock_guard lock(mutex_);
    runs_.push_back(*taken);
    has_news_ = true;
    if (is_giving_up_) run.Stop();
  }
  changed_.notify_all();
  const v1::ReportRequest report = OutcomeOf(machine, run);
  Send(report, run);
  {
    const std::lock_guard lock(mutex_);
    runs_.erase(std::find(runs_.begin(), runs_.end(), *taken));
  }
  if (report.has_failure() || report.result().verdict() == v1::JE) PauseUnlessDraining(kPauseAfterFailure);
}

// Judges it, unless it came when this worker was about to end.
v1::ReportRequest JobLoop::OutcomeOf(Machine& machine, LeasedRun& run) {
  v1::ReportRequest report = run.NewReport();
  {
    const std::lock_guard lock(mutex_);
    if (is_draining_) {
      report.set_given_back(true);
      return report;
    }
  }
  // That the server went away, or did not go on, while it sent a package is no fault of the run.
  absl::Status found;
  const FindPackage find_package = [&](const std::string& digest) {
    auto package = options_.find_package(digest);
    found = package.status();
    return package;
  };
  Machine here = machine.CancelledBy(run.cancel_fd());
  absl::StatusOr<v1::RunResult> result = JudgeAssignment(here, find_package, run.assignment().submission(), run);
  const bool has_failed = !result.ok() || result->verdict() == v1::JE;
  if (has_failed && machine.HasLostSpawner()) {
    report.set_failure("the spawner of boxes died");
    End(absl::InternalError("the spawner of boxes died"));
  } else if (result.ok()) {
    Shorten(kMaxResultBytes, *result);
    spdlog::info("judged: {}", Described(*result));
    *report.mutable_result() = *std::move(result);
  } else if (run.is_stopped()) {
    report.set_given_back(true);
  } else if (absl::IsUnavailable(found) || absl::IsDeadlineExceeded(found)) {
    NoteTrouble(found);
    PauseUnlessDraining(kLongestPause);  // else it would come and go as fast as both can
    report.set_given_back(true);
  } else {
    spdlog::error("judging failed: {}", Described(result.status()));
    report.set_failure(ToValidUtf8(EscapeForLine(result.status().message())));
  }
  return report;
}

// Until it is taken or refused; or once, where this worker gives up. One that is to end waits for a server that is away
// no longer than that will wait for the run.
void JobLoop::Send(const v1::ReportRequest& report, const LeasedRun& run) {
  Backoff backoff;
  for (;;) {
    const absl::Status status = server_.Report(report);
    if (status.ok()) return;
    if (IsLeaseLost(status) && run.is_stopped()) return;  // which is known
    if (IsLeaseLost(status)) return spdlog::warn("not taken: {}", Described(status));
    if (absl::IsInvalidArgument(status)) return spdlog::error("the server refused the report: {}", Described(status));
    NoteTrouble(status);
    if (run.is_stopped() || (is_draining() && run.is_expired()) || !Pause(backoff.Next()))
      return spdlog::warn("not reported: {}", Described(status));
  }
}

// --- Keeping the server informed

void JobLoop::KeepInformed() {
  std::unique_lock lock(mutex_);
  while (!has_ended_) {
    has_news_ = false;
    const std::vector<std::shared_ptr<LeasedRun>> runs = runs_;
    const bool is_announce_due = announce_at_ <= SteadyTime::Now();
    lock.unlock();
    if (is_announce_due) Announce();
    for (const auto& run : runs)
      if (run->renewal_due() <= SteadyTime::Now()) Renew(*run);
    lock.lock();
    changed_.wait_until(lock, NextDue().ToChrono(), [this] { return has_ended_ || has_news_; });
  }
}

// REQUIRES: mutex_ is held.
SteadyTime JobLoop::NextDue() const {
  SteadyTime due = announce_at_;
  for (const auto& run : runs_) due = std::min(due, run->renewal_due());
  return due;
}

void JobLoop::Announce() {
  const absl::StatusOr<v1::AnnounceResponse> response = server_.Announce(options_.announcement);
  const absl::Status& status = response.status();
  status.ok() ? options_.on_announced(*response) : NoteTrouble(status);
  const std::lock_guard lock(mutex_);
  is_announced_ = status.ok();
  if (status.ok()) {
    if (is_in_trouble_) spdlog::info("the server is there again");
    is_in_trouble_ = false;
    announce_backoff_.Reset();
  }
  announce_at_ = SteadyTime::Now() + (status.ok() ? kAnnounceEvery : announce_backoff_.Next());
  changed_.notify_all();
}

void JobLoop::Renew(LeasedRun& run) {
  const LogField field("run", run.assignment().run_id());
  const absl::StatusOr<int> events = server_.Renew(run.NextRenewal());
  if (events.ok()) return run.Renewed(*events);
  run.RenewalFailed();
  if (!IsLeaseLost(events.status())) return NoteTrouble(events.status());
  if (!run.is_stopped()) spdlog::warn("stopped: {}", Described(events.status()));
  run.Stop();
}

// --- Trouble

void JobLoop::NoteTrouble(const absl::Status& status) {
  bool is_new = false;
  {
    const std::lock_guard lock(mutex_);
    if (is_draining_ && absl::IsCancelled(status)) return;
    is_new = !std::exchange(is_in_trouble_, true);
    if (std::exchange(is_announced_, false)) announce_at_ = SteadyTime::Now();
    has_news_ = true;
  }
  if (IsRefusal(status)) {
    End(absl::UnauthenticatedError(absl::StrCat("the server refuses this worker: ", status.message())));
    return GiveUp();
  }
  changed_.notify_all();
  if (is_new) spdlog::warn("the server is away, and tried again: {}", Described(status));
}

bool JobLoop::WaitUntilAnnounced() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return is_announced_ || is_draining_; });
  return !is_draining_;
}

bool JobLoop::is_draining() const {
  const std::lock_guard lock(mutex_);
  return is_draining_;
}

bool JobLoop::Pause(absl::Duration duration) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, absl::ToChronoNanoseconds(duration), [this] { return is_giving_up_; });
}

bool JobLoop::PauseUnlessDraining(absl::Duration duration) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, absl::ToChronoNanoseconds(duration), [this] { return is_draining_; });
}

}  // namespace judge::worker
