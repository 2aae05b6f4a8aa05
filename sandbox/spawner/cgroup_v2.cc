// cgroup v2: one hierarchy, a folder a box.
//
// A cgroup that hands controllers down to its children may have no processes of its own (the root may). So the place
// for our tree is looked for from our own cgroup upwards: see FindPlace.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/places.h"
#include "base/status_macros.h"
#include "sandbox/spawner/cgroup_parts.h"

namespace judge::sandbox {
namespace {

constexpr const char* kRequiredOnV2[] = {"memory", "pids"};
// Only a run that limits the rate, or chooses CPUs, needs these. The time is counted in any case.
constexpr const char* kOptionalOnV2[] = {"cpu", "cpuset"};

// Where the processes of a place go that has to be without.
constexpr char kSupervisor[] = "judge-supervisor";

std::string Parent(const std::string& folder) { return folder.substr(0, folder.rfind('/')); }

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::vector<std::string> ReadWords(const std::string& path) {
  return absl::StrSplit(ReadKernelFile(path).value_or(""), absl::ByAnyChar(" \n"), absl::SkipEmpty());
}

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsCgroup(const std::string& folder) { return Exists(folder + "/cgroup.controllers"); }

// Of the whole hierarchy, and not of what a container sees of it.
bool IsRootOfHierarchy(const std::string& folder) { return !Exists(folder + "/cgroup.type"); }

bool HandsDown(const std::string& folder) {
  const std::vector<std::string> handed = ReadWords(folder + "/cgroup.subtree_control");
  return std::all_of(std::begin(kRequiredOnV2), std::end(kRequiredOnV2),
                     [&](const char* name) { return Has(handed, name); });
}

// A cgroup's owner may move, freeze and kill what is below it, whoever that is: boxes of root do not go below
// another's.
bool IsOurs(const std::string& folder) {
  struct stat info;
  return ::stat(folder.c_str(), &info) == 0 && info.st_uid == ::geteuid();
}

// The mark of systemd's Delegate=yes: the cgroup is its owner's to arrange. Who is not root cannot see root's mark, and
// root does not believe one that others can make.
bool IsMarked(const std::string& folder) {
  char value;
  return ::getxattr(folder.c_str(), IsRoot() ? "trusted.delegate" : "user.delegate", &value, 1) == 1 && value == '1';
}

std::string ParentOfProcess(const std::string& pid) {
  for (const absl::string_view line :
       absl::StrSplit(ReadKernelFile(absl::StrCat("/proc/", pid, "/status")).value_or(""), '\n')) {
    if (absl::StartsWith(line, "PPid:\t")) return std::string(line.substr(6));
  }
  return "";
}

// Whether this process, and those that led to it, are alone there.
bool IsForUsAlone(const std::string& folder) {
  std::vector<std::string> ours;
  for (std::string pid = absl::StrCat(::getpid()); !pid.empty() && pid != "0"; pid = ParentOfProcess(pid))
    ours.push_back(pid);
  const std::vector<std::string> all = ReadWords(folder + "/cgroup.procs");
  return !all.empty() && std::all_of(all.begin(), all.end(), [&](const std::string& pid) { return Has(ours, pid); });
}

// Whether what it holds may be moved, and its controllers be switched on.
bool IsDelegated(const std::string& folder) {
  // Not the leaf that an earlier spawner made and moved us into: its parent hands down.
  if (folder.substr(folder.rfind('/') + 1) == kSupervisor) return false;
  return IsMarked(folder) || (!IsRoot() && IsForUsAlone(folder));
}

// The nearest cgroup of this user's, from our own upwards, that can have our tree in it:
//  - it hands controllers down already: a systemd slice, or a place that an earlier spawner has arranged;
//  - it was delegated to us: what it holds is ours, and may be moved;
//  - there is none above: the root, or a container's root, which is the container's own.
// Nearest, so that limits that were set on our service hold for the boxes too wherever that is allowed.
std::string FindPlace(std::string folder) {
  const auto is_fit = [](const std::string& one) { return IsOurs(one) && (HandsDown(one) || IsDelegated(one)); };
  while (!is_fit(folder) && IsCgroup(Parent(folder))) folder = Parent(folder);
  return folder;
}

absl::Status MoveProcesses(const std::string& from, const std::string& to) {
  constexpr int kRounds = 100;  // they may fork meanwhile
  for (int round = 0; round < kRounds; ++round) {
    JUDGE_ASSIGN_OR_RETURN(const std::string processes, ReadKernelFile(from + "/cgroup.procs"));
    if (processes.empty()) return absl::OkStatus();
    for (const absl::string_view pid : absl::StrSplit(processes, '\n', absl::SkipEmpty())) {
      if (pid == "0") continue;  // of another pid namespace
      const absl::Status status = WriteKernelFile(to + "/cgroup.procs", pid);
      if (!status.ok() && Exists(absl::StrCat("/proc/", pid))) return status;
    }
  }
  return absl::FailedPreconditionError(
      absl::StrCat("processes that cannot be moved are in ", from, ": start the judge in a cgroup of its own"));
}

absl::Status Lacks(const std::string& folder, const std::string& controller) {
  if (IsRootOfHierarchy(folder))
    return absl::FailedPreconditionError(absl::StrCat("no cgroup controller '", controller,
                                                      "': v1's is not mounted, and v2 has none (", folder,
                                                      "); mount it, or boot a kernel with it"));
  return absl::FailedPreconditionError(
      absl::StrCat("no cgroup controller '", controller, "': v2 does not hand it down to ", folder,
                   "; set Delegate=yes for the service, or run systemd-run --scope -p Delegate=yes COMMAND"));
}

absl::Status HandDown(const std::string& folder) {
  const std::vector<std::string> available = ReadWords(folder + "/cgroup.controllers");
  for (const char* controller : kRequiredOnV2) {
    if (!Has(available, controller)) return Lacks(folder, controller);
    JUDGE_RETURN_IF_ERROR(WriteKernelFile(folder + "/cgroup.subtree_control", absl::StrCat("+", controller)));
  }
  // A run that needs one of these will say so.
  for (const char* controller : kOptionalOnV2) {
    if (Has(available, controller))
      WriteKernelFile(folder + "/cgroup.subtree_control", absl::StrCat("+", controller)).IgnoreError();
  }
  return absl::OkStatus();
}

absl::Status ArrangePlace(const std::string& place) {
  if (HandsDown(place)) return absl::OkStatus();  // whoever arranged it knows why
  if (!IsRootOfHierarchy(place)) {
    const std::string supervisor = absl::StrCat(place, "/", kSupervisor);
    const absl::Status made = MakeFolder(supervisor);
    if (!made.ok() && !absl::IsAlreadyExists(made)) return made;  // made by another spawner, which starts now, too
    JUDGE_RETURN_IF_ERROR(MoveProcesses(place, supervisor));
  }
  return HandDown(place);
}

absl::Status CheckMemoryPeak(const std::string& folder) {
  if (Exists(folder + "/memory.peak")) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "this kernel does not tell the peak of memory on cgroup v2 (memory.peak): boot Linux 5.19 or later");
}

class CgroupV2 final : public Cgroup {
 public:
  explicit CgroupV2(std::string folder) : folder_(std::move(folder)) {}

  absl::Status Make() {
    JUDGE_RETURN_IF_ERROR(MakeFolder(folder_));
    // One process that is killed for want of memory ends the box: no parent lives on to tell another story, and the
    // spawner has nothing to watch.
    JUDGE_RETURN_IF_ERROR(WriteKernelFile(File("memory.oom.group"), "1"));
    // memory.max limits RAM alone: with swap the excess would page out, and a memory limit become a time limit.
    const absl::Status status = WriteKernelFile(File("memory.swap.max"), "0");
    return absl::IsNotFound(status) ? CheckNoSwap() : status;
  }

  absl::Status SetLimits(const CgroupLimits& limits) override {
    process_limit_ = limits.processes;
    if (limits.memory_bytes)
      JUDGE_RETURN_IF_ERROR(WriteKernelFile(File("memory.max"), absl::StrCat(*limits.memory_bytes)));
    if (limits.processes) JUDGE_RETURN_IF_ERROR(WriteKernelFile(File("pids.max"), absl::StrCat(*limits.processes)));
    constexpr int64_t kPeriodUs = 100'000;
    if (limits.cpu_rate)
      JUDGE_RETURN_IF_ERROR(
          Demand("cpu", "cpu.max", absl::StrCat(std::llround(*limits.cpu_rate * kPeriodUs), " ", kPeriodUs)));
    if (!limits.cpus.empty()) JUDGE_RETURN_IF_ERROR(Demand("cpuset", "cpuset.cpus", absl::StrJoin(limits.cpus, ",")));
    return absl::OkStatus();
  }

  absl::StatusOr<CgroupEntrance> OpenEntrance() override {
    CgroupEntrance entrance;
    JUDGE_ASSIGN_OR_RETURN(entrance.folder, Open(folder_, O_RDONLY | O_DIRECTORY));
    return entrance;
  }

  const Fd& memory_event() const override { return no_event_; }

  absl::StatusOr<bool> ReachedMemoryLimit() override {
    // Counted where the limit is that was reached; what a limit above kills is in oom_kill alone.
    JUDGE_ASSIGN_OR_RETURN(const int64_t times, ReadKey(File("memory.events"), "oom"));
    return times > 0;
  }

  absl::StatusOr<absl::Duration> CpuTime() override {
    JUDGE_ASSIGN_OR_RETURN(const int64_t microseconds, ReadKey(File("cpu.stat"), "usage_usec"));
    return absl::Microseconds(microseconds);
  }

  absl::StatusOr<CgroupUsage> Usage(const std::optional<WaitedUsage>&) override {
    CgroupUsage usage;
    JUDGE_ASSIGN_OR_RETURN(usage.peak_memory_bytes, ReadNumber(File("memory.peak")));
    JUDGE_ASSIGN_OR_RETURN(usage.oom_kills, ReadKey(File("memory.events"), "oom_kill"));
    JUDGE_RETURN_IF_ERROR(ReadProcessCounts(folder_, process_limit_, usage));
    if (usage.peak_memory_bytes >= kWorthSplitting) {
      JUDGE_ASSIGN_OR_RETURN(const std::string stat, ReadKernelFile(File("memory.stat")));
      usage.page_cache_bytes = PageCacheOf(stat);
    }
    // Last: see cgroup_v1.cc.
    JUDGE_ASSIGN_OR_RETURN(const std::string cpu, ReadKernelFile(File("cpu.stat")));
    usage.cpu_time = absl::Microseconds(FindKey(cpu, "usage_usec"));
    usage.user_time = absl::Microseconds(FindKey(cpu, "user_usec"));
    usage.system_time = absl::Microseconds(FindKey(cpu, "system_usec"));
    return usage;
  }

  absl::Status Remove() override {
    EmptyMemory(folder_);
    return RemoveFolder(folder_);
  }

 private:
  std::string File(absl::string_view name) const { return absl::StrCat(folder_, "/", name); }

  absl::Status Demand(const std::string& controller, const std::string& file, const std::string& value) {
    const absl::Status status = WriteKernelFile(File(file), value);
    return absl::IsNotFound(status) ? Lacks(Parent(folder_), controller) : status;
  }

  const std::string folder_;
  const Fd no_event_;
  std::optional<int64_t> process_limit_;
};

class CgroupTreeV2 final : public CgroupTree {
 public:
  CgroupTreeV2(std::string place, const std::string& name)
      : place_(std::move(place)), folder_(absl::StrCat(place_, "/", name)) {}

  Accounting accounting() const override { return Accounting::kCgroupV2; }
  std::string description() const override { return absl::StrCat("cgroup v2, below ", place_); }
  std::vector<std::string> folders() const override { return {folder_}; }

  absl::Status MakeFolders() override {
    // Before anything is moved; the root has no such file.
    if (!IsRootOfHierarchy(place_)) JUDGE_RETURN_IF_ERROR(CheckMemoryPeak(place_));
    JUDGE_RETURN_IF_ERROR(ArrangePlace(place_));
    JUDGE_RETURN_IF_ERROR(MakeFolder(folder_));
    JUDGE_RETURN_IF_ERROR(HandDown(folder_));
    return CheckMemoryPeak(folder_);
  }

  absl::StatusOr<std::unique_ptr<Cgroup>> Make(const std::string& name) override {
    auto cgroup = std::make_unique<CgroupV2>(absl::StrCat(folder_, "/", name));
    const absl::Status status = cgroup->Make();
    if (!status.ok()) cgroup->Remove().IgnoreError();
    JUDGE_RETURN_IF_ERROR(status);
    return cgroup;
  }

  absl::Status Remove() override {
    // Of the boxes' too, which are gone: what was read for one as it ended came in after it was emptied.
    EmptyMemory(folder_);
    return RemoveFolder(folder_);
  }

 private:
  const std::string place_;
  const std::string folder_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CgroupTree>> FindCgroupTreeOfV2(const std::string& own, const std::string& name) {
  if (!IsCgroup(own))
    return absl::FailedPreconditionError(
        absl::StrCat("the cgroup of this process is not visible at ", own, ": mount cgroup2 in this container"));
  std::string place = FindPlace(own);
  for (const char* controller : kRequiredOnV2) {
    if (!Has(ReadWords(place + "/cgroup.controllers"), controller)) return Lacks(place, controller);
  }
  if (::access(absl::StrCat(place, "/cgroup.procs").c_str(), W_OK) < 0 || ::access(place.c_str(), W_OK) < 0)
    return absl::FailedPreconditionError(
        absl::StrCat("cannot write to cgroup ", place,
                     ": run as root with cgroups mounted writable, or in a cgroup of your own: "
                     "systemd-run --user --scope -p Delegate=yes COMMAND"));
  return std::make_unique<CgroupTreeV2>(std::move(place), name);
}

}  // namespace judge::sandbox
