// A run in this worker's hands: what has happened to it so far, and whether it is still ours.
#ifndef JUDGE_WORKER_LEASED_RUN_H_
#define JUDGE_WORKER_LEASED_RUN_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/fd.h"
#include "base/steady_time.h"
#include "judge/v1/worker.pb.h"
#include "worker/judge.h"

namespace judge::worker {

// Thread-safe: one thread judges, another renews the lease.
class LeasedRun : public Observer {
 public:
  // `on_news` is called when something has happened that the server has not been told.
  static absl::StatusOr<std::shared_ptr<LeasedRun>> Take(v1::Assignment assignment, std::function<void()> on_news);

  const v1::Assignment& assignment() const { return assignment_; }
  // A report without an outcome yet.
  v1::ReportRequest NewReport() const;

  // What is judged here ends: the lease is no more, or this worker is to end at once.
  void Stop();
  bool is_stopped() const;
  int cancel_fd() const { return cancel_.get(); }

  // When the server is to hear of it: soon where there is news, else every third of the lease time.
  SteadyTime renewal_due() const;
  v1::RenewRequest NextRenewal() const;
  // The server has so many events.
  void Renewed(int events);
  void RenewalFailed();
  // The server has not heard of it for the lease time: it has taken it back, or will.
  bool is_expired() const;

  void Compiled(const v1::CompileResult& result) override;
  void TestEnded(const TestRun& run) override;

 private:
  LeasedRun(v1::Assignment assignment, std::function<void()> on_news, Fd cancel);
  void Add(v1::Progress progress);

  const v1::Assignment assignment_;
  const std::function<void()> on_news_;
  const absl::Duration interval_;
  const Fd cancel_;

  mutable std::mutex mutex_;  // guards what follows
  bool is_stopped_ = false;
  SteadyTime heard_;                    // when the server last heard of it
  SteadyTime tried_;                    // when it last should have
  std::vector<v1::Progress> progress_;  // of the whole attempt: a server that was started again wants all of it
  size_t told_ = 0;
  bool failed_ = false;  // the last renewal
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_LEASED_RUN_H_
