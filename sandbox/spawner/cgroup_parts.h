// What the versions of cgroups share, and what cgroup.cc puts together. Seen by cgroup*.cc alone.
#ifndef JUDGE_SANDBOX_SPAWNER_CGROUP_PARTS_H_
#define JUDGE_SANDBOX_SPAWNER_CGROUP_PARTS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/spawner/cgroup.h"

namespace judge::sandbox {

// Controller of v1 -> folder; and under the name "" the folder of v2.
using CgroupFolders = std::map<std::string, std::string>;

// Whether v1 has every controller that boxes need.
bool HasCgroupV1(const CgroupFolders& own);
std::unique_ptr<CgroupTree> CgroupTreeOfV1(const CgroupFolders& own, const std::string& name);
absl::StatusOr<std::unique_ptr<CgroupTree>> FindCgroupTreeOfV2(const std::string& own, const std::string& name);

absl::StatusOr<int64_t> ReadNumber(const std::string& path);
// The value behind "key " in lines of such; 0 where there is none.
int64_t FindKey(absl::string_view text, absl::string_view key);
absl::StatusOr<int64_t> ReadKey(const std::string& path, absl::string_view key);

// Reads peak_processes and process_limit_hits of a cgroup with the controller pids.
absl::Status ReadProcessCounts(const std::string& folder, std::optional<int64_t> limit, CgroupUsage& usage);

// memory.stat is dear to read: a peak that is smaller is told as it is.
constexpr int64_t kWorthSplitting = 1 << 20;
// Of the page cache among these charges; tmpfs is not among it. `stat` is the text of memory.stat.
int64_t PageCacheOf(absl::string_view stat);

absl::Status MakeFolder(const std::string& path);
// UNAVAILABLE while it is busy; a missing folder is fine.
absl::Status RemoveFolder(const std::string& path);

// To be called before a memory cgroup is removed: page cache that stays charged would keep it alive, unseen.
void EmptyMemory(const std::string& folder);

// FAILED_PRECONDITION when swap is on, for kernels that do not account it to cgroups.
absl::Status CheckNoSwap();

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_CGROUP_PARTS_H_
