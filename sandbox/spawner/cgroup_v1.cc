// cgroup v1: one hierarchy a controller (or a few), each with a folder a box.
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <thread>

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

// Accounting needs these in every box; the others are made when a run asks for them.
constexpr const char* kRequired[] = {"cpuacct", "memory", "pids"};
constexpr const char* kOptional[] = {"cpu", "cpuset"};

absl::StatusOr<int64_t> ReadNumber(const std::string& path) {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile(path));
  int64_t value;
  if (!absl::SimpleAtoi(text, &value)) return absl::InternalError(absl::StrCat(path, ": not a number"));
  return value;
}

// The value behind "key " in lines of such; 0 where there is none.
int64_t FindKey(absl::string_view text, absl::string_view key) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    int64_t value;
    if (parts.first == key && absl::SimpleAtoi(parts.second, &value)) return value;
  }
  return 0;
}

absl::StatusOr<int64_t> ReadKey(const std::string& path, absl::string_view key) {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile(path));
  return FindKey(text, key);
}

absl::Status MakeFolder(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("mkdir ", path));
  return absl::OkStatus();
}

absl::Status RemoveFolder(const std::string& path) {
  if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  if (errno == EBUSY) return absl::UnavailableError(absl::StrCat("rmdir ", path, ": busy"));
  return absl::ErrnoToStatus(errno, absl::StrCat("rmdir ", path));
}

using ControllerFolders = std::map<std::string, std::string>;  // controller -> folder

// Controller -> (root of the mount within the hierarchy, mount point), of /proc/self/mountinfo.
absl::StatusOr<std::map<std::string, std::pair<std::string, std::string>>> ReadMounts() {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile("/proc/self/mountinfo"));
  std::map<std::string, std::pair<std::string, std::string>> mounts;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> halves = absl::StrSplit(line, absl::MaxSplits(" - ", 1));
    if (halves.size() != 2) continue;
    const std::vector<std::string> fields = absl::StrSplit(halves[0], ' ');
    const std::vector<absl::string_view> file_system = absl::StrSplit(halves[1], ' ');
    if (fields.size() < 5 || file_system.size() < 3 || file_system[0] != "cgroup") continue;
    for (const absl::string_view option : absl::StrSplit(file_system[2], ','))
      mounts.try_emplace(std::string(option), fields[3], fields[4]);
  }
  return mounts;
}

// Where this process is in each hierarchy: the folder on the host, as far as it is visible.
absl::StatusOr<ControllerFolders> FindOwnFolders() {
  JUDGE_ASSIGN_OR_RETURN(const auto mounts, ReadMounts());
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile("/proc/self/cgroup"));
  ControllerFolders own;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<std::string> fields = absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (fields.size() != 3) continue;
    for (const absl::string_view controller : absl::StrSplit(fields[1], ',')) {
      const auto mount = mounts.find(std::string(controller));
      if (mount == mounts.end()) continue;
      const auto& [root, point] = mount->second;
      // In a container the mount may show only the part of the hierarchy below its own folder.
      std::string below = fields[2];
      if (root != "/") below = absl::StartsWith(below + "/", root + "/") ? below.substr(root.size()) : "";
      own[std::string(controller)] = below == "/" ? point : absl::StrCat(point, below);
    }
  }
  return own;
}

class CgroupV1 final : public Cgroup {
 public:
  CgroupV1(const ControllerFolders& parents, std::string name) : parents_(parents), name_(std::move(name)) {}

  absl::Status Make() {
    for (const char* controller : kRequired) JUDGE_RETURN_IF_ERROR(MakeController(controller));
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

  absl::StatusOr<std::vector<Fd>> OpenJoinFds() override {
    std::vector<Fd> fds;
    for (const std::string& folder : UniqueFolders()) {
      // tasks, not cgroup.procs: one thread moves, and no lock over all threads of the machine is taken.
      JUDGE_ASSIGN_OR_RETURN(Fd fd, Open(absl::StrCat(folder, "/tasks"), O_WRONLY));
      fds.push_back(std::move(fd));
    }
    return fds;
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

  absl::StatusOr<CgroupUsage> Usage() override {
    CgroupUsage usage;
    JUDGE_ASSIGN_OR_RETURN(usage.cpu_time, CpuTime());
    // Sampled by ticks: of a shorter time they tell nothing.
    constexpr absl::Duration kWorthSampling = absl::Milliseconds(10);
    if (usage.cpu_time >= kWorthSampling) {
      JUDGE_ASSIGN_OR_RETURN(const int64_t user, ReadNumber(File("cpuacct", "cpuacct.usage_user")));
      JUDGE_ASSIGN_OR_RETURN(const int64_t system, ReadNumber(File("cpuacct", "cpuacct.usage_sys")));
      usage.user_time = absl::Nanoseconds(user);
      usage.system_time = absl::Nanoseconds(system);
    }
    JUDGE_ASSIGN_OR_RETURN(usage.peak_memory_bytes, ReadNumber(File("memory", "memory.max_usage_in_bytes")));
    JUDGE_ASSIGN_OR_RETURN(usage.oom_kills, ReadKey(File("memory", "memory.oom_control"), "oom_kill"));
    if (const absl::StatusOr<int64_t> peak = ReadNumber(File("pids", "pids.peak")); peak.ok())
      usage.peak_processes = *peak;
    // Below the limit no fork can have failed for it.
    if (!usage.peak_processes || (process_limit_ && *usage.peak_processes >= *process_limit_)) {
      JUDGE_ASSIGN_OR_RETURN(usage.process_limit_hits, ReadKey(File("pids", "pids.events"), "max"));
    }
    // memory.stat is dear to read: a peak that is this small is told as it is.
    constexpr int64_t kWorthSplitting = 1 << 20;
    if (usage.peak_memory_bytes >= kWorthSplitting) {
      JUDGE_ASSIGN_OR_RETURN(usage.page_cache_bytes, PageCache());
    }
    return usage;
  }

  absl::Status Remove() override {
    // Page cache that stays charged would keep the memory cgroup alive, unseen, after the rmdir. memory.stat is no
    // guide to whether there is any: of a short run it may not be up to date yet.
    if (folders_.count("memory") > 0 && ReadNumber(File("memory", "memory.usage_in_bytes")).value_or(1) > 0)
      WriteKernelFile(File("memory", "memory.force_empty"), "0").IgnoreError();
    absl::Status first;
    for (auto it = folders_.begin(); it != folders_.end();) {
      const absl::Status status = RemoveFolder(it->second);
      if (first.ok()) first = status;
      it = status.ok() ? folders_.erase(it) : std::next(it);
    }
    return first;
  }

 private:
  std::string File(const std::string& controller, absl::string_view file) const {
    return absl::StrCat(folders_.at(controller), "/", file);
  }

  // Controllers that are mounted together share a folder.
  std::vector<std::string> UniqueFolders() const {
    std::vector<std::string> unique;
    for (const auto& [controller, folder] : folders_) {
      if (std::find(unique.begin(), unique.end(), folder) == unique.end()) unique.push_back(folder);
    }
    return unique;
  }

  absl::Status MakeController(const std::string& controller) {
    const auto parent = parents_.find(controller);
    if (parent == parents_.end())
      return absl::FailedPreconditionError(absl::StrCat("this machine has no cgroup controller '", controller, "'"));
    const std::string folder = absl::StrCat(parent->second, "/", name_);
    const std::vector<std::string> made = UniqueFolders();
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
    if (!absl::IsNotFound(status)) return status;
    JUDGE_ASSIGN_OR_RETURN(const std::string swaps, ReadKernelFile("/proc/swaps"));
    if (std::count(swaps.begin(), swaps.end(), '\n') <= 1) return absl::OkStatus();  // the heading alone: no swap
    return absl::FailedPreconditionError(
        "swap is on and this kernel does not account it to cgroups: boot with swapaccount=1, or swapoff -a");
  }

  // Charged now, of files on disk; tmpfs is not among it.
  absl::StatusOr<int64_t> PageCache() const {
    JUDGE_ASSIGN_OR_RETURN(const int64_t charged, ReadNumber(File("memory", "memory.usage_in_bytes")));
    if (charged == 0) return 0;
    JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile(File("memory", "memory.stat")));
    return FindKey(text, "active_file") + FindKey(text, "inactive_file");
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

  const ControllerFolders& parents_;
  const std::string name_;
  ControllerFolders folders_;
  Fd memory_event_;
  std::optional<int64_t> memory_limit_;
  std::optional<int64_t> process_limit_;
};

class CgroupTreeV1 final : public CgroupTree {
 public:
  explicit CgroupTreeV1(ControllerFolders own, const std::string& name) {
    for (const auto& [controller, folder] : own) folders_[controller] = absl::StrCat(folder, "/", name);
    own_ = std::move(own);
  }

  absl::Status MakeFolders() {
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

  std::vector<std::string> folders() const override {
    std::vector<std::string> unique;
    for (const auto& [controller, folder] : folders_) {
      if (std::find(unique.begin(), unique.end(), folder) == unique.end()) unique.push_back(folder);
    }
    return unique;
  }

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

  ControllerFolders own_;
  ControllerFolders folders_;
};

absl::StatusOr<ControllerFolders> FindControllers() {
  JUDGE_ASSIGN_OR_RETURN(const ControllerFolders own, FindOwnFolders());
  ControllerFolders used;
  for (const char* controller : kRequired) {
    const auto folder = own.find(controller);
    if (folder == own.end())
      return absl::FailedPreconditionError(
          absl::StrCat("cgroup v1 controller '", controller,
                       "' is not mounted (needed: cpuacct, memory, pids; machines with cgroup v2 "
                       "alone are not supported yet)"));
    used.insert(*folder);
  }
  for (const char* controller : kOptional) {
    if (const auto folder = own.find(controller); folder != own.end()) used.insert(*folder);
  }
  return used;
}

absl::Status KillAll(const std::string& folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile(absl::StrCat(folder, "/cgroup.procs")));
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    pid_t pid;
    if (absl::SimpleAtoi(line, &pid) && pid > 1) ::kill(pid, SIGKILL);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<CgroupTree>> OpenCgroupTree(const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(ControllerFolders own, FindControllers());
  auto tree = std::make_unique<CgroupTreeV1>(std::move(own), name);
  const absl::Status status = tree->MakeFolders();
  if (!status.ok()) tree->Remove().IgnoreError();
  JUDGE_RETURN_IF_ERROR(status);
  return tree;
}

absl::StatusOr<std::vector<std::string>> FindCgroupFolders(const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(ControllerFolders own, FindControllers());
  return CgroupTreeV1(std::move(own), name).folders();
}

absl::Status SweepCgroup(const std::string& folder) {
  constexpr int kTries = 200;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->is_directory(error)) JUDGE_RETURN_IF_ERROR(SweepCgroup(entry->path()));
  }
  if (!std::filesystem::exists(folder, error)) return absl::OkStatus();
  // As in Remove: page cache would keep it alive, unseen.
  const std::string force_empty = absl::StrCat(folder, "/memory.force_empty");
  absl::Status status;
  for (int i = 0; i < kTries; ++i) {
    KillAll(folder).IgnoreError();
    if (std::filesystem::exists(force_empty, error)) WriteKernelFile(force_empty, "0").IgnoreError();
    status = RemoveFolder(folder);
    if (!absl::IsUnavailable(status)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return status;
}

}  // namespace judge::sandbox
