// What is told of a run when its box is dead.
#include <sys/wait.h>

#include <algorithm>
#include <iterator>

#include "base/status_macros.h"
#include "sandbox/spawner/begin_step.h"
#include "sandbox/spawner/box.h"
#include "sandbox/spawner/output.h"
#include "sandbox/spawner/socket.h"

namespace judge::sandbox {

using std::chrono::nanoseconds;

void Box::Answer() {
  if (!run_) return;
  std::vector<Fd> files;
  const absl::StatusOr<Reply> facts = error_.ok() ? MakeReply(files) : error_;
  absl::Status status = facts.status();
  if (status.ok()) status = SendReply(*facts, files);
  if (!status.ok()) SendReply(ReplyOf(status), {}).IgnoreError();
  run_.reset();
}

absl::Status Box::SendReply(const Reply& reply, const std::vector<Fd>& files) const {
  if (!run_->channel.valid()) return absl::OkStatus();  // a worker that is gone wants no answer
  JUDGE_RETURN_IF_ERROR(BeginStep("answer"));
  std::vector<int> fds;
  for (const Fd& file : files) fds.push_back(file.get());
  return Annotate(SendMessage(run_->channel, EncodeReply(reply), fds, Wait::kNo), "answer");
}

absl::StatusOr<Reply> Box::MakeReply(std::vector<Fd>& files) {
  JUDGE_RETURN_IF_ERROR(BeginStep("collect the facts"));
  PreferTimelyExit();
  Reply reply;
  DescribeEnding(reply);
  JUDGE_ASSIGN_OR_RETURN(const CgroupUsage usage, Usage());
  JUDGE_RETURN_IF_ERROR(DescribeUsage(usage, reply));
  DescribeLimit(usage, reply);
  JUDGE_RETURN_IF_ERROR(Collect(reply, files));
  return reply;
}

// Taking a box with many processes apart takes time, which is not the target's: an exit that init saw within the wall
// time counts, though the clock ran out before the box was empty.
void Box::PreferTimelyExit() {
  if (killed_for_ == Limit::kWallTime && report_ && report_->kind == child::Report::kExited &&
      absl::Nanoseconds(report_->wall_ns) <= *run_->request.limits.wall_time)
    killed_for_.reset();
}

void Box::DescribeEnding(Reply& reply) const {
  reply.cancelled = cancelled_;
  if (const auto exec = exec_time()) {
    reply.setup_ns = std::max<int64_t>(nanoseconds(*exec - run_->asked).count(), 0);
    reply.wall_ns = std::max<int64_t>(nanoseconds(ended_ - *exec).count(), 0);
  }
  if (killed_for_ || cancelled_ || !report_) {
    reply.ending = Reply::Ending::kKilled;
  } else if (report_->kind == child::Report::kBlocked) {
    reply.ending = Reply::Ending::kBlocked;
    reply.architecture = report_->architecture;
    reply.number = report_->number;
    std::copy(std::begin(report_->arguments), std::end(report_->arguments), std::begin(reply.arguments));
  } else {
    const bool exited = WIFEXITED(report_->wait_status);
    reply.ending = exited ? Reply::Ending::kExited : Reply::Ending::kSignaled;
    reply.code_or_signal = exited ? WEXITSTATUS(report_->wait_status) : WTERMSIG(report_->wait_status);
    reply.wall_ns = report_->wall_ns;
  }
}

absl::StatusOr<CgroupUsage> Box::Usage() {
  std::optional<WaitedUsage> waited;
  // The target of a forbidden call was waited for only where no cgroup tells what it used.
  if (report_ && (report_->kind == child::Report::kExited || plan_.user_namespace))
    waited = {absl::Microseconds(report_->user_us + report_->system_us), report_->resident_bytes};
  return cgroup_->Usage(waited);
}

absl::Status Box::DescribeUsage(const CgroupUsage& usage, Reply& reply) {
  reply.accounting = static_cast<uint8_t>(site_.cgroups->accounting());
  if (usage.oom_kills > 0) {
    JUDGE_ASSIGN_OR_RETURN(const bool own, cgroup_->ReachedMemoryLimit());
    if (!own)
      return absl::UnavailableError("the machine ran out of memory, and the kernel killed a process of the box for it");
  }
  reply.cpu_ns = absl::ToInt64Nanoseconds(usage.cpu_time);
  // The total is the cgroup's and exact; wait4 knows better than the cgroup how it splits, and knows of the waited
  // only.
  const bool waited = report_ && report_->kind == child::Report::kExited;
  const double user = waited ? std::max<int64_t>(report_->user_us, 0) : absl::ToDoubleMicroseconds(usage.user_time);
  const double system =
      waited ? std::max<int64_t>(report_->system_us, 0) : absl::ToDoubleMicroseconds(usage.system_time);
  const double share = user + system > 0 ? user / (user + system) : 1.0;
  reply.user_ns = static_cast<int64_t>(static_cast<double>(reply.cpu_ns) * share);
  reply.system_ns = reply.cpu_ns - reply.user_ns;
  // The page cache at the end was part of the peak as far as the limit let it: it is no memory that the program needed.
  reply.peak_memory_bytes = std::max<int64_t>(usage.peak_memory_bytes - usage.page_cache_bytes, 0);
  reply.page_cache_bytes = usage.page_cache_bytes;
  // The event comes before the kernel counts, and a box that was ended for it may never be counted.
  reply.oom_kills = std::max<int64_t>(usage.oom_kills, killed_for_ == Limit::kMemory ? 1 : 0);
  reply.peak_processes = usage.peak_processes.value_or(-1);
  reply.process_limit_hits = usage.process_limit_hits;
  return absl::OkStatus();
}

void Box::DescribeLimit(const CgroupUsage& usage, Reply& reply) const {
  const BoxLimits& limits = run_->request.limits;
  std::optional<Limit> hit = killed_for_;
  if (!hit && reply.oom_kills > 0) hit = Limit::kMemory;
  if (!hit && usage.was_over_memory_limit) hit = Limit::kMemory;
  if (!hit && limits.cpu_time && absl::Nanoseconds(reply.cpu_ns) > *limits.cpu_time) hit = Limit::kCpuTime;
  if (!hit && limits.wall_time && absl::Nanoseconds(reply.wall_ns) > *limits.wall_time) hit = Limit::kWallTime;
  reply.limit_hit = hit ? static_cast<uint8_t>(static_cast<int>(*hit) + 1) : 0;
}

absl::Status Box::Collect(Reply& reply, std::vector<Fd>& files) const {
  for (const Request::Output& output : run_->request.outputs) {
    Fd file;
    int64_t size = 0;
    CollectedFile::State state = CollectedFile::State::kMissing;
    // A run that was cancelled before its box was ready has no folder.
    if (work_folder_.valid()) {
      JUDGE_ASSIGN_OR_RETURN(state, OpenOutput(work_folder_, output, file, size));
    }
    reply.outputs.push_back({static_cast<uint8_t>(state), size});
    if (file.valid()) files.push_back(std::move(file));
  }
  return absl::OkStatus();
}

}  // namespace judge::sandbox
