#include "sandbox/spawner/cgroup_parts.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::sandbox {

absl::StatusOr<int64_t> ReadNumber(const std::string& path) {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadKernelFile(path));
  int64_t value;
  if (!absl::SimpleAtoi(text, &value)) return absl::InternalError(absl::StrCat(path, ": not a number"));
  return value;
}

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

absl::Status ReadProcessCounts(const std::string& folder, std::optional<int64_t> limit, CgroupUsage& usage) {
  if (const absl::StatusOr<int64_t> peak = ReadNumber(folder + "/pids.peak"); peak.ok()) usage.peak_processes = *peak;
  // Below the limit no fork can have failed for it.
  if (!usage.peak_processes || (limit && *usage.peak_processes >= *limit)) {
    JUDGE_ASSIGN_OR_RETURN(usage.process_limit_hits, ReadKey(folder + "/pids.events", "max"));
  }
  return absl::OkStatus();
}

int64_t PageCacheOf(absl::string_view stat) { return FindKey(stat, "active_file") + FindKey(stat, "inactive_file"); }

absl::Status MakeFolder(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("mkdir ", path));
  return absl::OkStatus();
}

absl::Status RemoveFolder(const std::string& path) {
  if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  if (errno == EBUSY) return absl::UnavailableError(absl::StrCat("rmdir ", path, ": busy"));
  return absl::ErrnoToStatus(errno, absl::StrCat("rmdir ", path));
}

void EmptyMemory(const std::string& folder) {
  // memory.stat is no guide to whether there is any: of a short run it may not be up to date yet.
  if (ReadNumber(folder + "/memory.usage_in_bytes").value_or(0) > 0)
    WriteKernelFile(folder + "/memory.force_empty", "0").IgnoreError();
  // The kernel looks into what its CPUs hold back only at the end of a try: pages that came out then are for the next.
  constexpr int kTries = 3;
  for (int i = 0; i < kTries; ++i) {
    const int64_t charged = ReadNumber(folder + "/memory.current").value_or(0);
    if (charged == 0) break;
    WriteKernelFile(folder + "/memory.reclaim", absl::StrCat(charged)).IgnoreError();
  }
}

absl::Status CheckNoSwap() {
  JUDGE_ASSIGN_OR_RETURN(const std::string swaps, ReadKernelFile("/proc/swaps"));
  if (std::count(swaps.begin(), swaps.end(), '\n') <= 1) return absl::OkStatus();  // the heading alone
  return absl::FailedPreconditionError(
      "swap is on and this kernel does not account it to cgroups: boot with swapaccount=1, or swapoff -a");
}

}  // namespace judge::sandbox
