// What a run did: plain facts. Judging them is not done here.
#ifndef JUDGE_SANDBOX_RESULT_H_
#define JUDGE_SANDBOX_RESULT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "base/fd.h"

namespace judge::sandbox {

struct Exited {
  int code = 0;
  bool operator==(const Exited&) const = default;
};
struct Signaled {
  int signal = 0;
  bool operator==(const Signaled&) const = default;
};
// The target made a system call that its policy forbids, and was ended for it.
struct BlockedSyscall {
  std::string name;          // "socket"; "#999" where it has no name
  std::string architecture;  // "x86_64", "x32", "x86"
  std::array<uint64_t, 6> arguments = {};
  bool operator==(const BlockedSyscall&) const = default;
};
// The box was ended from outside: at a limit (Result::limit_hit) or by cancellation.
struct Killed {
  bool operator==(const Killed&) const = default;
};
using Ending = std::variant<Exited, Signaled, BlockedSyscall, Killed>;

enum class Limit { kCpuTime, kWallTime, kMemory, kOutput };

// What the limits were kept and the facts measured by.
enum class Accounting {
  kCgroupV1,
  kCgroupV2,
  // rlimits and a look now and then: see spawner/cgroup_none.cc for what that misses.
  kRlimits,
};

struct CollectedFile {
  enum class State {
    kCollected,
    kMissing,
    kNotRegular,  // a link, folder, fifo, device ...
    kTooLarge,
  };
  std::string name;
  State state = State::kMissing;
  Fd file;  // kCollected: open for reading at offset 0; no writer is alive. It keeps the box's memory: close it soon.
  int64_t size = 0;  // kCollected and kTooLarge
};

struct Result {
  Ending ending;
  // The limit that was hit: also set when the target ended by itself with more CPU time than allowed, or after the
  // kernel killed one of its processes for memory.
  std::optional<Limit> limit_hit;
  bool cancelled = false;

  Accounting accounting = Accounting::kCgroupV1;
  // With kRlimits: CPU time of the target and those it waited for; memory is resident memory; no peak of processes.
  absl::Duration cpu_time;        // all processes, from the cgroup: exact
  absl::Duration user_time;       // the cgroup's total split in the ratio that wait4 reports: an estimate
  absl::Duration system_time;     // the rest of it
  absl::Duration wall_time;       // from exec to the end of the target
  absl::Duration setup_time;      // from the request to exec, in nothing else here; zero: it has not come to that
  int64_t peak_memory_bytes = 0;  // highest charge of the cgroup, less the page cache that was charged at the end
  int64_t page_cache_bytes = 0;   // charged at the end, of files outside of /work and /tmp
  int64_t oom_kills = 0;          // how often it ran out of memory and lost a process, or the box, for it
  std::optional<int64_t> peak_processes;  // not set where the kernel does not tell
  int64_t process_limit_hits = 0;         // forks that failed for Limits::processes

  std::string stdout_data;   // at most keep_stdout_bytes
  std::string stderr_data;   // at most keep_stderr_bytes
  int64_t stdout_bytes = 0;  // written by the target and read by us, kept or not
  int64_t stderr_bytes = 0;

  std::vector<CollectedFile> outputs;  // in the order of RunSpec::outputs
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_RESULT_H_
