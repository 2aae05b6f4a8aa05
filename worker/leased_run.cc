#include "worker/leased_run.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "google/protobuf/util/time_util.h"
#include "proto/result_size.h"

namespace judge::worker {
namespace {

// News of a run that has many short tests are told together.
constexpr absl::Duration kNewsAfter = absl::Milliseconds(200);
constexpr absl::Duration kTryAgainAfter = absl::Seconds(1);
// Of one renewal; what is more comes with the next.
constexpr size_t kMaxRenewalBytes = 1 << 20;

// Whatever a server says its lease time is.
constexpr absl::Duration kShortestInterval = absl::Milliseconds(10);
constexpr absl::Duration kLongestInterval = absl::Hours(1);

// A third of the lease time.
absl::Duration RenewalInterval(const v1::Assignment& assignment) {
  const auto lease_ms = google::protobuf::util::TimeUtil::DurationToMilliseconds(assignment.lease_time());
  return std::clamp(absl::Milliseconds(lease_ms) / 3, kShortestInterval, kLongestInterval);
}

}  // namespace

absl::StatusOr<std::shared_ptr<LeasedRun>> LeasedRun::Take(v1::Assignment assignment, std::function<void()> on_news) {
  Fd cancel(::eventfd(0, EFD_CLOEXEC));
  if (!cancel.valid()) return absl::ErrnoToStatus(errno, "eventfd");
  return std::shared_ptr<LeasedRun>(new LeasedRun(std::move(assignment), std::move(on_news), std::move(cancel)));
}

LeasedRun::LeasedRun(v1::Assignment assignment, std::function<void()> on_news, Fd cancel)
    : assignment_(std::move(assignment)),
      on_news_(std::move(on_news)),
      interval_(RenewalInterval(assignment_)),
      cancel_(std::move(cancel)),
      heard_(SteadyTime::Now()),
      tried_(heard_) {}

v1::ReportRequest LeasedRun::NewReport() const {
  v1::ReportRequest report;
  report.set_run_id(assignment_.run_id());
  report.set_nonce(assignment_.nonce());
  return report;
}

void LeasedRun::Stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  ::eventfd_write(cancel_.get(), 1);
}

bool LeasedRun::is_stopped() const {
  const std::lock_guard lock(mutex_);
  return is_stopped_;
}

SteadyTime LeasedRun::renewal_due() const {
  const std::lock_guard lock(mutex_);
  if (failed_) return tried_ + std::min(kTryAgainAfter, interval_);
  return tried_ + (told_ < progress_.size() ? std::min(kNewsAfter, interval_) : interval_);
}

v1::RenewRequest LeasedRun::NextRenewal() const {
  const std::lock_guard lock(mutex_);
  v1::RenewRequest request;
  request.set_run_id(assignment_.run_id());
  request.set_nonce(assignment_.nonce());
  request.set_first_event(static_cast<int32_t>(told_));
  size_t bytes = 0;
  for (size_t i = told_; i < progress_.size() && bytes < kMaxRenewalBytes; ++i) {
    *request.add_progress() = progress_[i];
    bytes += progress_[i].ByteSizeLong();
  }
  return request;
}

void LeasedRun::Renewed(int events) {
  const std::lock_guard lock(mutex_);
  told_ = std::clamp<size_t>(std::max(events, 0), 0, progress_.size());
  heard_ = tried_ = SteadyTime::Now();
  failed_ = false;
}

void LeasedRun::RenewalFailed() {
  const std::lock_guard lock(mutex_);
  tried_ = SteadyTime::Now();
  failed_ = true;
}

bool LeasedRun::is_expired() const {
  const std::lock_guard lock(mutex_);
  return SteadyTime::Now() > heard_ + 3 * interval_;
}

void LeasedRun::Compiled(const v1::CompileResult& result) {
  v1::Progress progress;
  *progress.mutable_compiled() = result;
  Shorten(kMaxResultBytes, *progress.mutable_compiled());
  Add(std::move(progress));
}

void LeasedRun::TestEnded(const TestRun& run) {
  v1::Progress progress;
  *progress.mutable_test() = run.result;
  Shorten(kMaxResultBytes, *progress.mutable_test());
  Add(std::move(progress));
}

void LeasedRun::Add(v1::Progress progress) {
  {
    const std::lock_guard lock(mutex_);
    progress_.push_back(std::move(progress));
  }
  on_news_();
}

}  // namespace judge::worker
