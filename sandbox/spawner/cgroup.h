// Cgroups: what a box may use, and the count of what it used. One interface; cgroup_v1.cc and cgroup_v2.cc are behind
// it, and the machine decides which: v1 where its controllers are on v1 (a hybrid machine too), else v2. For users who
// have none there is cgroup_none.cc.
#ifndef JUDGE_SANDBOX_SPAWNER_CGROUP_H_
#define JUDGE_SANDBOX_SPAWNER_CGROUP_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/fd.h"
#include "sandbox/result.h"

namespace judge::sandbox {

struct CgroupLimits {
  std::optional<absl::Duration> cpu_time;  // kept by whoever asks CpuTime()
  std::optional<int64_t> memory_bytes;     // RAM; swap is off in any case
  std::optional<int64_t> processes;        // of the target: init is in none of these cgroups
  std::optional<double> cpu_rate;          // CPUs
  std::vector<int> cpus;                   // empty: all
};

struct CgroupUsage {
  absl::Duration cpu_time;
  absl::Duration user_time;  // tick-sampled: good for a ratio only
  absl::Duration system_time;
  int64_t peak_memory_bytes = 0;  // page cache included
  int64_t page_cache_bytes = 0;   // charged now, without tmpfs
  int64_t oom_kills = 0;  // processes of the box that the kernel killed for want of memory, the machine's included
  std::optional<int64_t> peak_processes;
  int64_t process_limit_hits = 0;
  // It had more than its limit for a while: of what no cgroup keeps, the only sign.
  bool was_over_memory_limit = false;
};

// What init was told when it waited: exact, of the target and of those that the target waited for.
struct WaitedUsage {
  absl::Duration cpu_time;
  int64_t resident_bytes = 0;
};

// How a target-to-be gets into its cgroups. On v1 it writes "0" to each of `tasks`. On v2 that would wait for an RCU
// grace period, some milliseconds on an idle machine, and it is cloned into `folder` instead.
struct CgroupEntrance {
  std::vector<Fd> tasks;
  Fd folder;
};

// What the target sets for itself: limits of each of its processes.
struct ProcessLimits {
  std::optional<int64_t> data_bytes;
  std::optional<int64_t> processes;  // of the box
};

// The cgroups of one box: made empty, joined by its target, removed by Remove after every process is dead.
class Cgroup {
 public:
  virtual ~Cgroup() = default;
  // To be called once, before the target joins.
  virtual absl::Status SetLimits(const CgroupLimits& limits) = 0;
  // After SetLimits: what no cgroup keeps.
  virtual ProcessLimits process_limits() const { return {}; }
  // The folder /proc of the box.
  virtual void OnReady(Fd /*proc*/) {}
  virtual absl::StatusOr<CgroupEntrance> OpenEntrance() = 0;
  // Readable when the box, or anything above it up to the whole machine, ran out of memory. Invalid where the kernel
  // ends all of the box by itself then (v2), and where nobody tells (rlimits).
  virtual const Fd& memory_event() const = 0;
  // Without events: how often ReachedMemoryLimit and CpuTime are to be asked.
  virtual absl::Duration look_every() const { return absl::InfiniteDuration(); }
  // Whether the box has reached a limit of its own.
  virtual absl::StatusOr<bool> ReachedMemoryLimit() = 0;
  // Exact, of the living and the dead.
  virtual absl::StatusOr<absl::Duration> CpuTime() = 0;
  // `waited`: where init has waited for the target. For who has nothing better.
  virtual absl::StatusOr<CgroupUsage> Usage(const std::optional<WaitedUsage>& waited) = 0;
  // Removes all that can be removed. UNAVAILABLE while the kernel still holds some of it: to be tried again.
  virtual absl::Status Remove() = 0;
};

// The place on this machine where one spawner makes its cgroups.
class CgroupTree {
 public:
  virtual ~CgroupTree() = default;
  virtual Accounting accounting() const = 0;
  // One line for a person: version and place.
  virtual std::string description() const = 0;
  // The folders below which everything is made, to be noted down for the sweep before MakeFolders; removed by Remove.
  virtual std::vector<std::string> folders() const = 0;
  virtual absl::Status MakeFolders() = 0;
  virtual absl::StatusOr<std::unique_ptr<Cgroup>> Make(const std::string& name) = 0;
  virtual absl::Status Remove() = 0;
};

// The tree called `name` below the cgroups that this process is in; see README.md for where that is on v2. Nothing is
// made yet. FAILED_PRECONDITION, here and from MakeFolders, says what the machine lacks and what to do.
absl::StatusOr<std::unique_ptr<CgroupTree>> FindCgroupTree(const std::string& name);

// For a user who has no cgroups; `why`, FindCgroupTree or MakeFolders said. Limits that rlimits cannot keep exactly are
// refused, those that they cannot keep at all with `best_effort` too.
std::unique_ptr<CgroupTree> MakeTreeWithoutCgroups(bool best_effort, const absl::Status& why);

// Kills what lives in `folder` and the folders in it, and removes them all. For what a dead spawner left; a missing
// folder is fine.
absl::Status SweepCgroup(const std::string& folder);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_CGROUP_H_
