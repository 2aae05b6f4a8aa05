// Cgroups: what a box may use, and the count of what it used. One interface; cgroup_v1.cc is behind it.
//
// The interface fits v1, v2 and hybrid machines alike: a target-to-be moves itself by writing "0" to every descriptor
// of OpenJoinFds (v1: `tasks` of each hierarchy; v2: `cgroup.procs` of the one).
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

namespace judge::sandbox {

struct CgroupLimits {
  std::optional<int64_t> memory_bytes;  // RAM; swap is off in any case
  std::optional<int64_t> processes;     // of the target: init is in none of these cgroups
  std::optional<double> cpu_rate;       // CPUs
  std::vector<int> cpus;                // empty: all
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
};

// The cgroups of one box: made empty, joined by its target, removed by Remove after every process is dead.
class Cgroup {
 public:
  virtual ~Cgroup() = default;
  // To be called once, before the target joins.
  virtual absl::Status SetLimits(const CgroupLimits& limits) = 0;
  virtual absl::StatusOr<std::vector<Fd>> OpenJoinFds() = 0;
  // Readable when the box, or anything above it up to the whole machine, ran out of memory.
  virtual const Fd& memory_event() const = 0;
  // Whether the box has reached a limit of its own.
  virtual absl::StatusOr<bool> ReachedMemoryLimit() = 0;
  // Exact, of the living and the dead.
  virtual absl::StatusOr<absl::Duration> CpuTime() = 0;
  virtual absl::StatusOr<CgroupUsage> Usage() = 0;
  // Removes all that can be removed. UNAVAILABLE while the kernel still holds some of it: to be tried again.
  virtual absl::Status Remove() = 0;
};

// The place on this machine where one spawner makes its cgroups.
class CgroupTree {
 public:
  virtual ~CgroupTree() = default;
  virtual absl::StatusOr<std::unique_ptr<Cgroup>> Make(const std::string& name) = 0;
  // The folders below which everything is made; removed by Remove.
  virtual std::vector<std::string> folders() const = 0;
  virtual absl::Status Remove() = 0;
};

// Opens (and makes) a tree called `name` below the cgroups that this process is in. FAILED_PRECONDITION says what the
// machine lacks.
absl::StatusOr<std::unique_ptr<CgroupTree>> OpenCgroupTree(const std::string& name);

// The folders that OpenCgroupTree(name) would make. Nothing is made yet: they are noted down first, for the sweep.
absl::StatusOr<std::vector<std::string>> FindCgroupFolders(const std::string& name);

// Kills what lives in `folder` and the folders in it, and removes them all. For what a dead spawner left; a missing
// folder is fine.
absl::Status SweepCgroup(const std::string& folder);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_CGROUP_H_
