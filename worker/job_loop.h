// The worker's life: lease a run, judge it, report it, in each slot; and the one thread that keeps the server informed.
#ifndef JUDGE_WORKER_JOB_LOOP_H_
#define JUDGE_WORKER_JOB_LOOP_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/steady_time.h"
#include "judge/v1/worker.pb.h"
#include "worker/assignment.h"
#include "worker/leased_run.h"
#include "worker/machine.h"
#include "worker/server_link.h"

namespace judge::worker {

// Waits between tries that fail: longer and longer, up to a bound.
class Backoff {
 public:
  absl::Duration Next();
  void Reset() { next_ = kFirst; }

 private:
  static constexpr absl::Duration kFirst = absl::Milliseconds(100);
  absl::Duration next_ = kFirst;
};

class JobLoop {
 public:
  struct Options {
    // What the server is told once at the beginning, and again and again.
    v1::AnnounceRequest announcement;
    // Where the boxes of each slot run.
    std::vector<Cpus> slots;
    FindPackage find_package;
    // Told what the server says of itself, before any of its runs is taken, and again and again.
    std::function<void(const v1::AnnounceResponse&)> on_announced = [](const auto&) {};
  };

  // Both have to outlive it.
  JobLoop(Machine& machine, ServerLink& server, Options options)
      : machine_(machine), server_(server), options_(std::move(options)) {}

  // Works until Drain() or GiveUp(), whatever becomes of the server meanwhile. UNAUTHENTICATED, PERMISSION_DENIED: the
  // server does not want this worker; INTERNAL: this machine cannot judge any more. To be called once.
  absl::Status Run();

  // Takes no more runs; those that are being judged are finished. From any thread.
  void Drain();
  // Gives those back, too.
  void GiveUp();

 private:
  // Drain(), for a reason that Run() returns.
  void End(const absl::Status& why);

  // A slot's thread.
  void WorkInSlot(size_t slot);
  std::optional<v1::Assignment> NextAssignment(const std::string& name);
  void JudgeAndReport(Machine& machine, v1::Assignment assignment);
  v1::ReportRequest OutcomeOf(Machine& machine, LeasedRun& run);
  void Send(const v1::ReportRequest& report, const LeasedRun& run);

  // The thread that keeps the server informed.
  void KeepInformed();
  void Announce();
  void Renew(LeasedRun& run);
  SteadyTime NextDue() const;

  // The server did not answer, or would not: it is to be announced to again. Logged once while it is so.
  void NoteTrouble(const absl::Status& status);
  bool WaitUntilAnnounced();
  bool is_draining() const;
  // False at once where this worker gives up.
  bool Pause(absl::Duration duration);
  bool PauseUnlessDraining(absl::Duration duration);

  Machine& machine_;
  ServerLink& server_;
  const Options options_;

  mutable std::mutex mutex_;         // guards what follows
  std::condition_variable changed_;  // any of it
  std::vector<std::shared_ptr<LeasedRun>> runs_;
  bool is_draining_ = false;
  bool is_giving_up_ = false;
  bool has_ended_ = false;  // the slots
  bool has_news_ = false;   // for the thread that keeps the server informed
  bool is_announced_ = false;
  bool is_in_trouble_ = false;
  SteadyTime announce_at_;
  Backoff announce_backoff_;
  absl::Status ended_by_;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_JOB_LOOP_H_
