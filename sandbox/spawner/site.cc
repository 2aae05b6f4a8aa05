#include "sandbox/spawner/site.h"

#include <fcntl.h>
#include <sys/random.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/spawner/begin_step.h"
#include "sandbox/spawner/cgroup.h"

namespace judge::sandbox {
namespace {

// Above all ranges that systemd and the distributions give out, and within 31 bits.
constexpr uint32_t kFirstId = 1'996'488'704;  // 0x77000000
constexpr uint32_t kBlocks = 1024;
constexpr char kIdsFolder[] = "/run/judge-ids";
constexpr uint32_t kBoxesInBlock = 1024;

constexpr char kPrefix[] = "spawner-";

absl::Status SweepOne(const std::string& path) {
  JUDGE_ASSIGN_OR_RETURN(const Fd lock, LockFile(path + "/lock", /*wait=*/false));
  const absl::StatusOr<std::string> cgroups = ReadKernelFile(path + "/cgroups");
  if (cgroups.ok()) {
    for (const absl::string_view folder : absl::StrSplit(*cgroups, '\n', absl::SkipEmpty()))
      JUDGE_RETURN_IF_ERROR(SweepCgroup(std::string(folder)));
  }
  return RemoveTree(path);
}

void Sweep(const std::string& runtime, std::vector<std::string>& warnings) {
  std::error_code error;
  std::filesystem::directory_iterator entry(runtime, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string().rfind(kPrefix, 0) != 0) continue;
    const absl::Status status = SweepOne(entry->path());
    if (!status.ok() && !absl::IsUnavailable(status)) warnings.push_back(std::string(status.message()));
  }
}

absl::StatusOr<std::string> RandomName() {
  uint64_t number;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) return absl::ErrnoToStatus(errno, "getrandom");
  return absl::StrCat(kPrefix, absl::Hex(number, absl::kZeroPad16));
}

// It is a folder of locks: nobody but us may put anything there.
absl::Status MakeRuntime(const std::string& runtime) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(runtime));
  return CheckOwnFolder(runtime);
}

absl::StatusOr<Fd> MakeLocked(const std::string& path) {
  JUDGE_RETURN_IF_ERROR(BeginStep("make a runtime folder"));
  JUDGE_RETURN_IF_ERROR(MakeFolders(path + "/root", 0755));
  JUDGE_RETURN_IF_ERROR(BeginStep("lock the runtime folder"));
  return LockFile(path + "/lock", /*wait=*/false);
}

}  // namespace

absl::StatusOr<RuntimeFolder> RuntimeFolder::Make(const std::string& runtime, std::vector<std::string>& warnings) {
  JUDGE_RETURN_IF_ERROR(MakeRuntime(runtime));
  // Held while a folder has no lock of its own yet: a sweep would take it for a dead one's.
  JUDGE_ASSIGN_OR_RETURN(const Fd sweep_lock, LockFile(runtime + "/sweep.lock", /*wait=*/true));
  JUDGE_RETURN_IF_ERROR(BeginStep("sweep"));
  Sweep(runtime, warnings);
  JUDGE_ASSIGN_OR_RETURN(std::string name, RandomName());
  std::string path = absl::StrCat(runtime, "/", name);
  absl::StatusOr<Fd> lock = MakeLocked(path);
  if (!lock.ok()) RemoveTree(path).IgnoreError();
  JUDGE_RETURN_IF_ERROR(lock.status());
  return RuntimeFolder(runtime, std::move(path), std::move(name), *std::move(lock));
}

absl::Status RuntimeFolder::RecordCgroups(const std::vector<std::string>& folders) const {
  return WriteFileAtomically(path_ + "/cgroups", absl::StrCat(absl::StrJoin(folders, "\n"), "\n"));
}

absl::Status RuntimeFolder::Remove() {
  // Not while another spawner's sweep looks at it.
  JUDGE_ASSIGN_OR_RETURN(const Fd sweep_lock, LockFile(runtime_ + "/sweep.lock", /*wait=*/true));
  return RemoveTree(path_);
}

absl::StatusOr<IdentityBlock> IdentityBlock::Take() {
  JUDGE_RETURN_IF_ERROR(MakeRuntime(kIdsFolder));
  for (uint32_t block = 0; block < kBlocks; ++block) {
    absl::StatusOr<Fd> lock = LockFile(absl::StrCat(kIdsFolder, "/", block), /*wait=*/false);
    if (lock.ok()) return IdentityBlock(kFirstId + block * 2 * kBoxesInBlock, *std::move(lock));
    if (!absl::IsUnavailable(lock.status())) return lock.status();
  }
  return absl::ResourceExhaustedError(absl::StrCat("all ", kBlocks, " blocks of user ids are in use in ", kIdsFolder));
}

IdentityBlock::Identity IdentityBlock::Next() {
  const uint32_t first = first_ + 2 * next_;
  next_ = (next_ + 1) % kBoxesInBlock;
  return {first, first + 1};
}

}  // namespace judge::sandbox
