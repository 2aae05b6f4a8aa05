#include "sandbox/spawner/cgroup.h"

#include <signal.h>

#include <filesystem>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/places.h"
#include "base/status_macros.h"
#include "sandbox/spawner/cgroup_parts.h"

namespace judge::sandbox {
namespace {

// As CgroupFolders, with (root of the mount within the hierarchy, mount point), of /proc/self/mountinfo.
absl::StatusOr<std::map<std::string, std::pair<std::string, std::string>>> ReadMounts() {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile("/proc/self/mountinfo"));
  std::map<std::string, std::pair<std::string, std::string>> mounts;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> halves = absl::StrSplit(line, absl::MaxSplits(" - ", 1));
    if (halves.size() != 2) continue;
    const std::vector<std::string> fields = absl::StrSplit(halves[0], ' ');
    const std::vector<absl::string_view> file_system = absl::StrSplit(halves[1], ' ');
    if (fields.size() < 5 || file_system.size() < 3) continue;
    if (file_system[0] == "cgroup2") mounts.try_emplace("", fields[3], fields[4]);
    if (file_system[0] != "cgroup") continue;
    for (const absl::string_view option : absl::StrSplit(file_system[2], ','))
      mounts.try_emplace(std::string(option), fields[3], fields[4]);
  }
  return mounts;
}

// Where this process is in each hierarchy: the folder on the host, as far as it is visible.
absl::StatusOr<CgroupFolders> FindOwnFolders() {
  JUDGE_ASSIGN_OR_RETURN(const auto mounts, ReadMounts());
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile("/proc/self/cgroup"));
  CgroupFolders own;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<std::string> fields = absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (fields.size() != 3) continue;
    for (const absl::string_view controller : absl::StrSplit(fields[1], ',')) {  // "" is v2's
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

// Where the kernel cannot kill a whole cgroup at once, one process after the other.
void KillAll(const std::string& folder) {
  if (WriteKernelFile(folder + "/cgroup.kill", "1").ok()) return;
  const std::string processes = ReadKernelFile(folder + "/cgroup.procs").value_or("");
  for (const absl::string_view line : absl::StrSplit(processes, '\n', absl::SkipEmpty())) {
    pid_t pid;
    if (absl::SimpleAtoi(line, &pid) && pid > 1) ::kill(pid, SIGKILL);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<CgroupTree>> FindCgroupTree(const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(const CgroupFolders own, FindOwnFolders());
  if (HasCgroupV1(own)) {
    if (IsRoot()) return CgroupTreeOfV1(own, name);
    return absl::FailedPreconditionError(
        "the controllers are on cgroup v1, which is root's: boot with v2 alone "
        "(systemd.unified_cgroup_hierarchy=1), and start the judge by systemd-run --user --scope -p Delegate=yes");
  }
  if (const auto folder = own.find(""); folder != own.end()) return FindCgroupTreeOfV2(folder->second, name);
  return absl::FailedPreconditionError(
      "no cgroups: neither v2 nor the v1 controllers cpuacct, memory and pids are mounted; try: mount -t cgroup2 "
      "cgroup2 /sys/fs/cgroup");
}

absl::Status SweepCgroup(const std::string& folder) {
  constexpr int kTries = 200;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->is_directory(error)) JUDGE_RETURN_IF_ERROR(SweepCgroup(entry->path()));
  }
  if (!std::filesystem::exists(folder, error)) return absl::OkStatus();
  absl::Status status;
  for (int i = 0; i < kTries; ++i) {
    KillAll(folder);
    EmptyMemory(folder);
    status = RemoveFolder(folder);
    if (!absl::IsUnavailable(status)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return status;
}

}  // namespace judge::sandbox
