// One box, from clone to the removal of its last trace.
#ifndef JUDGE_SANDBOX_SPAWNER_BOX_H_
#define JUDGE_SANDBOX_SPAWNER_BOX_H_

#include <signal.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/fd.h"
#include "sandbox/child/child.h"
#include "sandbox/result.h"
#include "sandbox/spawner/cgroup.h"
#include "sandbox/spawner/message.h"
#include "sandbox/spawner/site.h"

namespace judge::sandbox {

// A run that was asked for, with what came along: the channel to answer on, and the descriptors for the box.
struct PendingRun {
  Request request;
  Fd channel;
  Fd stdin_fd;  // if request.has_stdin
  Fd stdout_fd;
  Fd stderr_fd;
  std::vector<Fd> inputs;
  std::chrono::steady_clock::time_point asked = std::chrono::steady_clock::now();
};

// What is the same for all boxes of a spawner. Outlives them.
struct BoxSite {
  std::string layers_folder;
  std::string mount_point;
  bool time_namespace = false;
  int cpu_count = 1;
  CgroupTree* cgroups = nullptr;
  IdentityBlock* identities = nullptr;  // nullptr: an ordinary user's, and each box has a user namespace
};

// The owner polls its four descriptors and calls the functions below. Destroy alone waits: for an init that is ending.
class Box {
 public:
  using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC, as in child::SharedPage

  enum class State {
    kPreparing,  // init sets the box up
    kReady,      // waits for a run
    kRunning,
    kEnding,  // its end is certain: init exits, waits for that, or was killed
    kDead,    // of its processes init alone may be left; the run, if any, has been answered
  };

  // Clones init. The box is kPreparing; what fails later is told by `error` when it is kDead.
  static absl::StatusOr<std::unique_ptr<Box>> Start(const BoxSite& site, const std::vector<std::string>& layers);
  // Kills what still lives and waits for it.
  ~Box();

  State state() const { return state_; }
  const std::vector<std::string>& layers() const { return layers_; }
  bool has_run() const { return run_.has_value(); }
  bool had_run() const { return had_run_; }
  // Prepared for no run yet, or about to be.
  bool is_idle() const { return !has_run() && (state_ == State::kPreparing || state_ == State::kReady); }
  const absl::Status& error() const { return error_; }

  // -1 once its end is certain: nothing is reported after that.
  int control_fd() const { return state_ < State::kEnding ? control_.get() : -1; }
  int process_fd() const { return process_.get(); }
  int memory_event_fd() const { return state_ == State::kRunning ? cgroup_->memory_event().get() : -1; }
  int channel_fd() const { return run_ ? run_->channel.get() : -1; }

  // Gives the box its run: at once when it is ready, else as soon as it is.
  void Take(PendingRun run);
  void Kill();

  // Events of the descriptors.
  void OnControl();
  void OnMemoryEvent();
  void OnChannel();
  // init is dead, and with it everything in the box: reads what it reported, and answers if that was not done.
  void OnProcessEnd();

  // The next moment at which CheckLimits has to be called; max() when there is none.
  Clock::time_point next_check() const { return next_check_; }
  void CheckLimits(Clock::time_point now);

  // Of a dead box: has an init that is left end by itself, while others use the time.
  void LetInitGo() { control_.Reset(); }
  // Of a dead box: removes its cgroups and lets go of its mounts. UNAVAILABLE: try again; another error: it has been
  // tried often enough.
  absl::Status Destroy();

 private:
  Box(const BoxSite& site, std::vector<std::string> layers);
  absl::Status Clone();
  void GiveOrder();
  absl::Status SendOrder();
  void OnReport(const child::Report& report, std::vector<Fd> fds);
  void CheckWallTime(Clock::time_point now);
  void CheckCpuTime(Clock::time_point now);
  void CheckMemory(Clock::time_point now);
  void End(Limit limit);
  void Fail(absl::Status error);
  absl::StatusOr<Reply> MakeReply(std::vector<Fd>& files);
  void PreferTimelyExit();
  void DescribeEnding(Reply& reply) const;
  absl::Status DescribeUsage(const CgroupUsage& usage, Reply& reply);
  absl::StatusOr<CgroupUsage> Usage();
  void DescribeLimit(const CgroupUsage& usage, Reply& reply) const;
  absl::Status Collect(Reply& reply, std::vector<Fd>& files) const;
  // When the target was executed; not set as long as it was not.
  std::optional<Clock::time_point> exec_time() const;
  // Everything in the box is dead, but for init maybe.
  void Conclude();
  // Kills init and waits for it, if it lives.
  void EndInit();
  siginfo_t Reap();
  void Answer();
  absl::Status SendReply(const Reply& reply, const std::vector<Fd>& files) const;

  const BoxSite& site_;
  const std::vector<std::string> layers_;
  std::vector<std::string> layer_paths_;
  child::BoxPlan plan_ = {};
  child::SharedPage* shared_ = nullptr;  // mapped
  State state_ = State::kPreparing;
  std::unique_ptr<Cgroup> cgroup_;
  Fd control_;
  Fd process_;  // pidfd of init, until it is reaped
  Fd work_folder_;
  Fd mount_namespace_;
  std::optional<PendingRun> run_;
  std::optional<child::Report> report_;  // kBlocked or kExited
  std::vector<Fd> listener_;             // of kBlocked: open as long as somebody in the box may wait for it
  absl::Status error_;
  std::optional<Limit> killed_for_;
  bool had_run_ = false;
  bool cancelled_ = false;
  bool killed_ = false;  // by us, for whatever reason
  Clock::time_point ordered_ = Clock::time_point::max();
  Clock::time_point ended_ = Clock::time_point::max();
  Clock::time_point next_check_ = Clock::time_point::max();
  absl::Duration last_cpu_time_ = absl::InfiniteDuration();
  std::chrono::nanoseconds cpu_check_interval_ = {};
  int destroy_tries_ = 0;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_BOX_H_
