// Where this user has no cgroup: rlimits, which hold for each process, and a look at the box's processes now and then.
//
// What that can keep and what not:
//   CPU time    exactly of one process (wait4 tells it). Of several, of the living and of those whose parents waited
//               for them. What an orphan used, or a process whose parent ignores its end, is in no sum once it ended.
//   memory      resident memory, summed when it is looked at. In between a process is stopped by its data limit alone,
//               and files in /work and /tmp, pipes and the kernel's own memory are in no sum. What processes share
//               counts for each of them, until that would be over the limit: see ReachedMemoryLimit.
//   processes   exactly: RLIMIT_NPROC counts by user and user namespace (Linux 5.14), and a box has its own.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/spawner/cgroup.h"

namespace judge::sandbox {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(10);
constexpr int64_t kMaxFileBytes = 4096;
// To tell shares the kernel walks all pages of a process, on the spawner's time: then rest so many times as long.
constexpr int kRestAfterShares = 10;

// A program that starts one child after the other may be met with a child of vfork again and again.
constexpr int kLooksToBelieve = 5;

using Clock = std::chrono::steady_clock;

// Of one process, or of all.
struct Sum {
  absl::Duration cpu_time;
  int64_t resident_bytes = 0;
};

// Fields behind the name, which is the target's to choose and may hold anything.
std::vector<std::string> FieldsAfterName(const std::string& stat) {
  const size_t end = stat.rfind(") ");
  if (end == std::string::npos) return {};
  return absl::StrSplit(stat.substr(end + 2), ' ');
}

int64_t Number(const std::vector<std::string>& fields, size_t index) {
  int64_t number = 0;
  return index < fields.size() && absl::SimpleAtoi(fields[index], &number) ? number : 0;
}

absl::StatusOr<std::string> ReadOf(const Fd& proc, const std::string& pid, const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, OpenAt(proc, absl::StrCat(pid, "/", name), O_RDONLY));
  return ReadAll(file, kMaxFileBytes);
}

// What /proc/PID/stat tells; nothing of a process that is gone.
Sum UsedBy(const Fd& proc, const std::string& pid) {
  const absl::StatusOr<std::string> stat = ReadOf(proc, pid, "stat");
  if (!stat.ok()) return {};
  const std::vector<std::string> fields = FieldsAfterName(*stat);
  // proc(5) counts from 1, and the name is its second: utime, stime, cutime and cstime are 14 to 17, rss is 24.
  constexpr size_t kUserTime = 11, kChildrenSystemTime = 14, kResidentPages = 21;
  int64_t ticks = 0;
  for (size_t i = kUserTime; i <= kChildrenSystemTime; ++i) ticks += Number(fields, i);
  return {absl::Seconds(1) * ticks / ::sysconf(_SC_CLK_TCK), Number(fields, kResidentPages) * ::sysconf(_SC_PAGESIZE)};
}

// Its share of what is resident: of a page that n processes have, the n-th part. Where that is not told, all of it.
int64_t ShareOf(const Fd& proc, const std::string& pid) {
  const absl::StatusOr<std::string> rollup = ReadOf(proc, pid, "smaps_rollup");
  for (absl::string_view line : absl::StrSplit(rollup.value_or(""), '\n')) {
    int64_t kibibytes = 0;
    if (absl::ConsumePrefix(&line, "Pss:") && absl::ConsumeSuffix(&line, "kB") && absl::SimpleAtoi(line, &kibibytes))
      return kibibytes * 1024;
  }
  return UsedBy(proc, pid).resident_bytes;
}

absl::StatusOr<std::vector<std::string>> PidsIn(const Fd& proc) {
  JUDGE_ASSIGN_OR_RETURN(Fd folder, OpenAt(proc, ".", O_RDONLY | O_DIRECTORY));
  DIR* const stream = ::fdopendir(folder.get());
  if (stream == nullptr) return absl::ErrnoToStatus(errno, "fdopendir /proc of the box");
  folder.Release();
  std::vector<std::string> pids;
  while (const dirent* const entry = ::readdir(stream)) {
    int pid;
    // PID 1 is ours, and does not show: it is not dumpable, and its memory belongs to the host's user namespace.
    if (absl::SimpleAtoi(entry->d_name, &pid)) pids.push_back(entry->d_name);
  }
  ::closedir(stream);
  return pids;
}

class NoCgroup final : public Cgroup {
 public:
  NoCgroup(bool best_effort, std::string why) : best_effort_(best_effort), why_(std::move(why)) {}

  absl::Status SetLimits(const CgroupLimits& limits) override {
    JUDGE_RETURN_IF_ERROR(CheckLimits(limits));
    limits_ = limits;
    return absl::OkStatus();
  }

  ProcessLimits process_limits() const override {
    ProcessLimits limits;
    limits.processes = limits_.processes;
    // Behind our own look, for what is quicker than it. Room for what is reserved and not touched. A request has at
    // most 2^50 (message.cc).
    if (limits_.memory_bytes) limits.data_bytes = 4 * *limits_.memory_bytes;
    return limits;
  }

  absl::StatusOr<CgroupEntrance> OpenEntrance() override { return CgroupEntrance(); }
  const Fd& memory_event() const override { return none_; }
  absl::Duration look_every() const override { return kLookEvery; }
  void OnReady(Fd proc) override { proc_ = std::move(proc); }

  // What is resident counts in full for each process that has it: what forks left in common, libraries. The sum is
  // cheap, but too large. Once it is over the limit the shares decide; and not at once, since a child of vfork has all
  // of its parent's memory in its share again, until it becomes another program.
  absl::StatusOr<bool> ReachedMemoryLimit() override {
    JUDGE_ASSIGN_OR_RETURN(const int64_t resident, Look());
    if (!limits_.memory_bytes || resident <= *limits_.memory_bytes) {
      looks_over_ = 0;
      usage_.peak_memory_bytes = std::max(usage_.peak_memory_bytes, resident);
      return false;
    }
    const Clock::time_point start = Clock::now();
    if (start < next_shares_) return false;
    JUDGE_ASSIGN_OR_RETURN(const int64_t shares, SumOfShares());
    const Clock::time_point end = Clock::now();
    next_shares_ = std::max(start + absl::ToChronoNanoseconds(kLookEvery), end + kRestAfterShares * (end - start));
    looks_over_ = shares > *limits_.memory_bytes ? looks_over_ + 1 : 0;
    if (looks_over_ > 0 && looks_over_ < kLooksToBelieve) return false;
    usage_.peak_memory_bytes = std::max(usage_.peak_memory_bytes, shares);
    return looks_over_ > 0;
  }

  absl::StatusOr<absl::Duration> CpuTime() override {
    JUDGE_RETURN_IF_ERROR(Look().status());
    return usage_.cpu_time;
  }

  // Of the last look, now that they are dead; or of what init was told, which lacks those for whom nobody waited.
  absl::StatusOr<CgroupUsage> Usage(const std::optional<WaitedUsage>& waited) override {
    CgroupUsage usage = usage_;
    if (waited) {
      usage.cpu_time = std::max(usage.cpu_time, waited->cpu_time);
      usage.peak_memory_bytes = std::max(usage.peak_memory_bytes, waited->resident_bytes);
    }
    usage.was_over_memory_limit = limits_.memory_bytes && usage.peak_memory_bytes > *limits_.memory_bytes;
    return usage;
  }

  absl::Status Remove() override { return absl::OkStatus(); }

 private:
  absl::Status CheckLimits(const CgroupLimits& limits) const {
    std::vector<std::string> unkept;
    // Not even by halves.
    if (limits.cpu_rate) unkept.push_back("the CPU rate");
    if (!limits.cpus.empty()) unkept.push_back("the choice of CPUs");
    const bool never = !unkept.empty();
    if (limits.memory_bytes && !best_effort_) unkept.push_back("the memory limit");
    if (limits.cpu_time && limits.processes != 1 && !best_effort_)
      unkept.push_back("the CPU time limit of more than one process");
    if (unkept.empty()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("rlimits cannot keep ", absl::StrJoin(unkept, ", nor "),
                     never ? ": leave it out, " : ": say --best-effort to have it kept as far as they can, ",
                     "or run the judge as root; this user has no cgroup of his own: ", why_));
  }

  // Returns what is resident now.
  absl::StatusOr<int64_t> Look() {
    if (!proc_.valid()) return 0;
    JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> pids, PidsIn(proc_));
    Sum sum;
    for (const std::string& pid : pids) {
      const Sum used = UsedBy(proc_, pid);
      sum.cpu_time += used.cpu_time;
      sum.resident_bytes += used.resident_bytes;
    }
    usage_.cpu_time = std::max(usage_.cpu_time, sum.cpu_time);
    return sum.resident_bytes;
  }

  absl::StatusOr<int64_t> SumOfShares() const {
    JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> pids, PidsIn(proc_));
    int64_t bytes = 0;
    for (const std::string& pid : pids) bytes += ShareOf(proc_, pid);
    return bytes;
  }

  const bool best_effort_;
  const std::string why_;  // there is none
  CgroupLimits limits_;
  CgroupUsage usage_;
  int looks_over_ = 0;  // in a row
  Clock::time_point next_shares_;
  Fd proc_;
  const Fd none_;
};

class NoCgroupTree final : public CgroupTree {
 public:
  NoCgroupTree(bool best_effort, std::string why) : best_effort_(best_effort), why_(std::move(why)) {}
  Accounting accounting() const override { return Accounting::kRlimits; }
  std::string description() const override { return "rlimits"; }
  std::vector<std::string> folders() const override { return {}; }
  absl::Status MakeFolders() override { return absl::OkStatus(); }
  absl::StatusOr<std::unique_ptr<Cgroup>> Make(const std::string&) override {
    return std::make_unique<NoCgroup>(best_effort_, why_);
  }
  absl::Status Remove() override { return absl::OkStatus(); }

 private:
  const bool best_effort_;
  const std::string why_;
};

}  // namespace

std::unique_ptr<CgroupTree> MakeTreeWithoutCgroups(bool best_effort, const absl::Status& why) {
  return std::make_unique<NoCgroupTree>(best_effort, std::string(why.message()));
}

}  // namespace judge::sandbox
