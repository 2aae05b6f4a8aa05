// cgroup v1: one hierarchy a controller (or a few), each with a folder a box.
#include <fcntl.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/spawner/cgroup_parts.h"

namespace judge::sandbox {
namespace {

// Accounting needs these in every box; the others are made when a run asks for them.
constexpr const char* kRequiredOnV1[] = {"cpuacct", "memory", "pids"};
constexpr const char* kOptionalOnV1[] = {"cpu", "cpuset"};

// Controllers that are mounted together share a folder.
std::vector<std::string> UniqueFolders(const CgroupFolders& folders) {
  std::vector<std::string> unique;
  for (const auto& [controller, folder] : folders) {
    if (std::find(unique.begin(), unique.end(), folder) == unique.end()) unique.push_back(folder);
  }
  return unique;
}

class CgroupV1 final : public Cgroup {
 public:
  CgroupV1(const CgroupFolders& parents, std::string name) : parents_(parents), name_(std::move(name)) {}

  absl::Status Make() {
    for (const char* controller : kRequiredOnV1) JUDGE_RETURN_IF_ERROR(MakeController(controller));
    return WatchMemory();
  }

  absl::Status SetLimits(const CgroupLimits& limits) override {
    memory_limit_ = limits.memory_bytes;
    process_limit_ = limits.processes;
    if (limits.memory_bytes) JUDGE_RETURN_IF_ERROR(SetMemory(*limits.memory_bytes));
    if (limits.processes)
      JUDGE_RETURN_IF_ERROR(WriteKernelFile(File("pids", "pids.max"), absl::StrCat(*limits.processes)));
    if (limits.cpu_rate) JUDGE_RETURN_IF_ERROR(SetCpuRate(*limits.cpu_rate));
    if (!limits.cpus.empty()) JUDGE_RETURN_IF_ERROR(SetCpus(limits.cpus));
    return absl::OkStatus();
  }

  absl::StatusOr<CgroupEntrance> OpenEntrance() override {
    CgroupEntrance entrance;
    for (const std::string& folder : UniqueFolders(folders_)) {
      // tasks, not cgroup.procs: one thread moves, and no lock over all threads of the machine is taken.
      JUDGE_ASSIGN_OR_RETURN(Fd fd, Open(absl::StrCat(folder, "/tasks"), O_WRONLY));
      entrance.tasks.push_back(std::move(fd));
    }
    return entrance;
  }

  const Fd& memory_event() const override { return memory_event_; }

  absl::StatusOr<bool> ReachedMemoryLimit() override {
    // By the peak: some kernels (6.18) no longer count in memory.failcnt. The charge that failed is not in it.
    constexpr int64_t kSmallestSlack = 256 * 1024;
    JUDGE_ASSIGN_OR_RETURN(const int64_t peak, ReadNumber(File("memory", "memory.max_usage_in_bytes")));
    return memory_limit_ && peak + std::max(kSmallestSlack, *memory_limit_ / 16) >= *memory_limit_;
  }

  absl::StatusOr<absl::Duration> CpuTime() override {
    JUDGE_ASSIGN_OR_RETURN(const int64_t nanoseconds, ReadNumber(File("cpuacct", "cpuacct.usage")));
    return absl::Nanoseconds(nanoseconds);
  }

  absl::StatusOr<CgroupUsage> Usage(const std::optional<WaitedUsage>& waited) override {
    CgroupUsage usage;
    JUDGE_ASSIGN_OR_RETURN(usage.peak_memory_bytes, ReadNumber(File("memory", "memory.max_usage_in_bytes")));
    JUDGE_ASSIGN_OR_RETURN(usage.oom_kills, ReadKey(File("memory", "memory.oom_control"), "oom_kill"));
    JUDGE_RETURN_IF_ERROR(ReadProcessCounts(folders_.at("pids"), process_limit_, usage));
    if (usage.peak_memory_bytes >= kWorthSplitting) {
      JUDGE_ASSIGN_OR_RETURN(page_cache_bytes_, PageCache());
      usage.page_cache_bytes = page_cache_bytes_;
    }
    // Last: a process is waited for some microseconds before it has left its CPU, and been charged for that.
    JUDGE_ASSIGN_OR_RETURN(usage.cpu_time, CpuTime());
    // Sampled by ticks: of a shorter time they tell nothing, and less than a wait in any case.
    constexpr absl::Duration kWorthSampling = absl::Milliseconds(10);
    if (!waited && usage.cpu_time >= kWorthSampling) {
      JUDGE_ASSIGN_OR_RETURN(const int64_t user, ReadNumber(File("cpuacct", "cpuacct.usage_user")));
      JUDGE_ASSIGN_OR_RETURN(const int64_t system, ReadNumber(File("cpuacct", "cpuacct.usage_sys")));
      usage.user_time = absl::Nanoseconds(user);
      usage.system_time = absl::Nanoseconds(system);
    }
    return usage;
  }

  absl::Status Remove() override {
    if (folders_.count("memory") > 0) Empty(folders_["memory"]);
    absl::Status first;
    for (auto it = folders_.begin(); it != folders_.end();) {
      const absl::Status status = RemoveFolder(it->second);
      if (first.ok()) first = status;
      it = status.ok() ? folders_.erase(it) : std::next(it);
    }
    return first;
  }

 private:
  // What is left of most boxes is the kernel's own, which it would try for in vain, sixteen times, for a millisecond: a
  // limit of nothing has it take back what the CPUs hold (else dead cgroups pile up), and make one try.
  void Empty(const std::string& folder) const {
    constexpr int64_t kWorthEmptying = 1 << 20;
    const int64_t charged = ReadNumber(folder + "/memory.usage_in_bytes").value_or(0);
    if (page_cache_bytes_ > 0 || charged > kWorthEmptying)
      EmptyMemory(folder);
    else if (charged > 0)
      WriteKernelFile(folder + "/memory.limit_in_bytes", "0").IgnoreError();
  }

  std::string File(const std::string& controller, absl::string_view file) const {
    return absl::StrCat(folders_.at(controller), "/", file);
  }

  absl::Status MakeController(const std::string& controller) {
    const auto parent = parents_.find(controller);
    if (parent == parents_.end())
      return absl::FailedPreconditionError(absl::StrCat("this machine has no cgroup controller '", controller, "'"));
    const std::string folder = absl::StrCat(parent->second, "/", name_);
    const std::vector<std::string> made = UniqueFolders(folders_);
    if (std::find(made.begin(), made.end(), folder) == made.end()) JUDGE_RETURN_IF_ERROR(MakeFolder(folder));
    folders_[controller] = folder;
    return absl::OkStatus();
  }

  absl::Status WatchMemory() {
    memory_event_ = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!memory_event_.valid()) return absl::ErrnoToStatus(errno, "eventfd");
    JUDGE_ASSIGN_OR_RETURN(const Fd control, Open(File("memory", "memory.oom_control"), O_RDONLY));
    return WriteKernelFile(File("memory", "cgroup.event_control"),
                           absl::StrCat(memory_event_.get(), " ", control.get()));
  }

  absl::Status SetMemory(int64_t bytes) {
    JUDGE_RETURN_IF_ERROR(WriteKernelFile(File("memory", "memory.limit_in_bytes"), absl::StrCat(bytes)));
    // RAM and swap together, after the limit of RAM alone (the other way round is EINVAL): no swap is left.
    const absl::Status status = WriteKernelFile(File("memory", "memory.memsw.limit_in_bytes"), absl::StrCat(bytes));
    return absl::IsNotFound(status) ? CheckNoSwap() : status;
  }

  // Charged now, of files on disk; tmpfs is not among it.
  absl::StatusOr<int64_t> PageCache() const {
    JUDGE_ASSIGN_OR_RETURN(const int64_t charged, ReadNumber(File("memory", "memory.usage_in_bytes")));
    if (charged == 0) return 0;
    JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile(File("memory", "memory.stat")));
    return PageCacheOf(text);
  }

  absl::Status SetCpuRate(double cpus) {
    constexpr int64_t kPeriodUs = 100'000;
    JUDGE_RETURN_IF_ERROR(MakeController("cpu"));
    JUDGE_RETURN_IF_ERROR(WriteKernelFile(File("cpu", "cpu.cfs_period_us"), absl::StrCat(kPeriodUs)));
    return WriteKernelFile(File("cpu", "cpu.cfs_quota_us"), absl::StrCat(std::llround(cpus * kPeriodUs)));
  }

  absl::Status SetCpus(const std::vector<int>& cpus) {
    JUDGE_RETURN_IF_ERROR(MakeController("cpuset"));
    // A new cpuset has no memory nodes and no CPUs, and takes no task before it has both.
    JUDGE_ASSIGN_OR_RETURN(const std::string nodes,
                           ReadKernelFile(absl::StrCat(parents_.at("cpuset"), "/cpuset.mems")));
    JUDGE_RETURN_IF_ERROR(WriteKernelFile(File("cpuset", "cpuset.mems"), nodes));
    return WriteKernelFile(File("cpuset", "cpuset.cpus"), absl::StrJoin(cpus, ","));
  }

  const CgroupFolders& parents_;
  const std::string name_;
  CgroupFolders folders_;
  int64_t page_cache_bytes_ = 0;
  Fd memory_event_;
  std::optional<int64_t> memory_limit_;
  std::optional<int64_t> process_limit_;
};

class CgroupTreeV1 final : public CgroupTree {
 public:
  CgroupTreeV1(const CgroupFolders& own, const std::string& name) {
    const auto use = [&](const std::string& controller) {
      const auto folder = own.find(controller);
      if (folder == own.end()) return;
      own_.insert(*folder);
      folders_[controller] = absl::StrCat(folder->second, "/", name);
    };
    for (const char* controller : kRequiredOnV1) use(controller);
    for (const char* controller : kOptionalOnV1) use(controller);
  }

  std::string description() const override {
    std::vector<std::string> controllers;
    for (const auto& [controller, folder] : folders_) controllers.push_back(controller);
    return absl::StrCat("cgroup v1: ", absl::StrJoin(controllers, ", "));
  }

  std::vector<std::string> folders() const override { return UniqueFolders(folders_); }

  absl::Status MakeFolders() override {
    for (const std::string& folder : folders()) {
      const absl::Status status = MakeFolder(folder);
      if (!status.ok())
        return absl::FailedPreconditionError(
            absl::StrCat("cannot make a cgroup: ", status.message(), " (run as root, with cgroups mounted writable)"));
    }
    return CopyCpuset();
  }

  absl::StatusOr<std::unique_ptr<Cgroup>> Make(const std::string& name) override {
    auto cgroup = std::make_unique<CgroupV1>(folders_, name);
    const absl::Status status = cgroup->Make();
    if (!status.ok()) cgroup->Remove().IgnoreError();
    JUDGE_RETURN_IF_ERROR(status);
    return cgroup;
  }

  Accounting accounting() const override { return Accounting::kCgroupV1; }

  absl::Status Remove() override {
    // What boxes freed after their end (the kernel frees much late) is kept by each CPU for the next charge, and their
    // dead cgroups with it. To empty the folder above them gives it back, though it holds nothing itself.
    if (const auto memory = folders_.find("memory"); memory != folders_.end())
      WriteKernelFile(memory->second + "/memory.force_empty", "0").IgnoreError();
    for (const std::string& folder : folders()) JUDGE_RETURN_IF_ERROR(RemoveFolder(folder));
    return absl::OkStatus();
  }

 private:
  absl::Status CopyCpuset() {
    if (folders_.find("cpuset") == folders_.end()) return absl::OkStatus();
    for (const char* file : {"/cpuset.mems", "/cpuset.cpus"}) {
      JUDGE_ASSIGN_OR_RETURN(const std::string value, ReadKernelFile(absl::StrCat(own_["cpuset"], file)));
      JUDGE_RETURN_IF_ERROR(WriteKernelFile(absl::StrCat(folders_["cpuset"], file), value));
    }
    return absl::OkStatus();
  }

  CgroupFolders own_;
  CgroupFolders folders_;
};

}  // namespace

bool HasCgroupV1(const CgroupFolders& own) {
  return std::all_of(std::begin(kRequiredOnV1), std::end(kRequiredOnV1),
                     [&](const char* controller) { return own.count(controller) > 0; });
}

std::unique_ptr<CgroupTree> CgroupTreeOfV1(const CgroupFolders& own, const std::string& name) {
  return std::make_unique<CgroupTreeV1>(own, name);
}

}  // namespace judge::sandbox
