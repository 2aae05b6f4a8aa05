// Where this user has no cgroup: rlimits, which hold for each process, and a look at the box's processes now and then.
//
// What that can keep and what not:
//   CPU time    exactly of one process (wait4 tells it). Of several only what is seen: a process whose parent ignores
//               its end, and that lives shorter than the interval, is in no sum.
//   memory      resident memory, summed when it is looked at. In between a process is stopped by its data limit alone,
//               and files in /work and /tmp, pipes and the kernel's own memory are in no sum.
//   processes   exactly: RLIMIT_NPROC counts by user and user namespace (Linux 5.14), and a box has its own.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/spawner/cgroup.h"

namespace judge::sandbox {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(10);
constexpr int64_t kMaxStatBytes = 4096;

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

// Adds what /proc/PID/stat tells; a process that is gone adds nothing.
void Add(const Fd& proc, const std::string& pid, Sum& sum) {
  const absl::StatusOr<Fd> file = OpenAt(proc, pid + "/stat", O_RDONLY);
  if (!file.ok()) return;
  const absl::StatusOr<std::string> text = ReadAll(*file, kMaxStatBytes);
  if (!text.ok()) return;
  const std::vector<std::string> fields = FieldsAfterName(*text);
  // proc(5) counts from 1, and the name is its second: utime, stime, cutime and cstime are 14 to 17, rss is 24.
  constexpr size_t kUserTime = 11, kChildrenSystemTime = 14, kResidentPages = 21;
  int64_t ticks = 0;
  for (size_t i = kUserTime; i <= kChildrenSystemTime; ++i) ticks += Number(fields, i);
  sum.cpu_time += absl::Seconds(1) * ticks / ::sysconf(_SC_CLK_TCK);
  sum.resident_bytes += Number(fields, kResidentPages) * ::sysconf(_SC_PAGESIZE);
}

absl::StatusOr<Sum> SumOf(const Fd& proc) {
  JUDGE_ASSIGN_OR_RETURN(Fd folder, OpenAt(proc, ".", O_RDONLY | O_DIRECTORY));
  DIR* const stream = ::fdopendir(folder.get());
  if (stream == nullptr) return absl::ErrnoToStatus(errno, "fdopendir /proc of the box");
  folder.Release();
  Sum sum;
  while (const dirent* const entry = ::readdir(stream)) {
    int pid;
    // PID 1 is ours, and what it waited for was the target's.
    if (absl::SimpleAtoi(entry->d_name, &pid)) Add(proc, entry->d_name, sum);
  }
  ::closedir(stream);
  return sum;
}

class NoCgroup final : public Cgroup {
 public:
  explicit NoCgroup(bool best_effort) : best_effort_(best_effort) {}

  absl::Status SetLimits(const CgroupLimits& limits) override {
    JUDGE_RETURN_IF_ERROR(CheckLimits(limits));
    limits_ = limits;
    return absl::OkStatus();
  }

  ProcessLimits process_limits() const override {
    ProcessLimits limits;
    limits.processes = limits_.processes;
    // Behind our own look, for what is quicker than it. Room for what is reserved and not touched.
    if (limits_.memory_bytes) limits.data_bytes = 4 * *limits_.memory_bytes;
    return limits;
  }

  absl::StatusOr<CgroupEntrance> OpenEntrance() override { return CgroupEntrance(); }
  const Fd& memory_event() const override { return none_; }
  absl::Duration look_every() const override { return kLookEvery; }
  void OnReady(Fd proc) override { proc_ = std::move(proc); }

  absl::StatusOr<bool> ReachedMemoryLimit() override {
    JUDGE_RETURN_IF_ERROR(Look());
    return limits_.memory_bytes && usage_.peak_memory_bytes > *limits_.memory_bytes;
  }

  absl::StatusOr<absl::Duration> CpuTime() override {
    JUDGE_RETURN_IF_ERROR(Look());
    return usage_.cpu_time;
  }

  // Of the last look: now they are dead.
  absl::StatusOr<CgroupUsage> Usage() override { return usage_; }

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
    return absl::FailedPreconditionError(absl::StrCat(
        "this user has no cgroup of his own, and rlimits cannot keep ", absl::StrJoin(unkept, ", nor "),
        never ? ": leave it out, " : ": say --best-effort to have it kept as far as they can, ",
        "start the judge by `systemd-run --user --scope -p Delegate=yes` where cgroup v2 is, or run it as root"));
  }

  absl::Status Look() {
    if (!proc_.valid()) return absl::OkStatus();
    JUDGE_ASSIGN_OR_RETURN(const Sum sum, SumOf(proc_));
    usage_.cpu_time = std::max(usage_.cpu_time, sum.cpu_time);
    usage_.peak_memory_bytes = std::max(usage_.peak_memory_bytes, sum.resident_bytes);
    return absl::OkStatus();
  }

  const bool best_effort_;
  CgroupLimits limits_;
  CgroupUsage usage_;
  Fd proc_;
  const Fd none_;
};

class NoCgroupTree final : public CgroupTree {
 public:
  explicit NoCgroupTree(bool best_effort) : best_effort_(best_effort) {}
  Accounting accounting() const override { return Accounting::kRlimits; }
  std::string description() const override { return "rlimits"; }
  std::vector<std::string> folders() const override { return {}; }
  absl::Status MakeFolders() override { return absl::OkStatus(); }
  absl::StatusOr<std::unique_ptr<Cgroup>> Make(const std::string&) override {
    return std::make_unique<NoCgroup>(best_effort_);
  }
  absl::Status Remove() override { return absl::OkStatus(); }

 private:
  const bool best_effort_;
};

}  // namespace

std::unique_ptr<CgroupTree> MakeTreeWithoutCgroups(bool best_effort) {
  return std::make_unique<NoCgroupTree>(best_effort);
}

}  // namespace judge::sandbox
