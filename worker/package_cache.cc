#include "worker/package_cache.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace judge::worker {
namespace {

constexpr char kTemporary[] = ".tmp-";

bool IsDigest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

int64_t BytesBelow(const std::string& folder) {
  int64_t bytes = 0;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file(error)) bytes += static_cast<int64_t>(entry->file_size(error));
  }
  return bytes;
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("rename ", from));
}

// Errors name files by their places in the package: others read them than who runs this machine.
absl::StatusOr<problem::Package> LoadPackageBelow(const std::string& folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::string root, problem::PackageFolderIn(folder));
  absl::StatusOr<problem::Package> package = problem::LoadPackage(root);
  if (package.ok()) return package;
  return absl::Status(package.status().code(), absl::StrReplaceAll(package.status().message(), {{folder, "package"}}));
}

}  // namespace

absl::StatusOr<std::unique_ptr<PackageCache>> PackageCache::Open(Options options, Fetch fetch) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(options.folder, 0700));
  JUDGE_RETURN_IF_ERROR(CheckOwnFolder(options.folder));
  for (int i = 0;; ++i) {
    std::string folder = absl::StrCat(options.folder, "/", i);
    absl::StatusOr<Fd> lock = LockFile(folder + ".lock", /*wait=*/false);
    if (absl::IsUnavailable(lock.status())) continue;
    if (!lock.ok()) return lock.status();
    JUDGE_RETURN_IF_ERROR(RemoveTree(folder));
    JUDGE_RETURN_IF_ERROR(MakeFolders(folder, 0700));
    return std::unique_ptr<PackageCache>(
        new PackageCache(std::move(options), std::move(fetch), std::move(folder), *std::move(lock)));
  }
}

void PackageCache::SetBounds(const Bounds& bounds) {
  const std::lock_guard lock(mutex_);
  bounds_ = bounds;
}

absl::StatusOr<std::shared_ptr<const problem::Package>> PackageCache::Find(const std::string& digest) {
  if (!IsDigest(digest)) return absl::InvalidArgumentError("the problem is not named by a digest");
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Entry>& known = entries_[digest];
    if (known == nullptr) known = std::make_shared<Entry>();
    known->used = ++clock_;
    entry = known;
  }
  const std::lock_guard loading(entry->loading);
  Bounds bounds;
  {
    const std::lock_guard lock(mutex_);
    if (entry->package != nullptr) return entry->package;
    bounds = bounds_;
  }
  absl::StatusOr<std::shared_ptr<const problem::Package>> package = Load(digest, bounds);
  // What is left of one that is none: nobody would count it.
  if (!package.ok()) RemoveTree(PathOf(digest)).IgnoreError();
  const int64_t bytes = BytesBelow(PathOf(digest));
  std::vector<TemporaryFolder> evicted;  // removed without the lock
  const std::lock_guard lock(mutex_);
  if (package.ok()) {
    entry->package = *package;
    entry->bytes = bytes;
  }
  evicted = Evict();
  return package;
}

absl::Status PackageCache::FetchArchive(const std::string& digest, int64_t max_bytes, const std::string& path) const {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, judge::Open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
  Sha256 hash;
  int64_t bytes = 0;
  JUDGE_RETURN_IF_ERROR(fetch_(digest, [&](absl::string_view piece) -> absl::Status {
    bytes += static_cast<int64_t>(piece.size());
    if (bytes > max_bytes) return absl::ResourceExhaustedError("the archive is too large");
    hash.Update(piece);
    return WriteAll(file, piece);
  }));
  if (hash.Hex() == digest) return absl::OkStatus();
  return absl::DataLossError("what came is not what was asked for");
}

absl::StatusOr<std::shared_ptr<const problem::Package>> PackageCache::Load(const std::string& digest,
                                                                           const Bounds& bounds) const {
  JUDGE_ASSIGN_OR_RETURN(const TemporaryFolder scratch, TemporaryFolder::Make(kTemporary, folder_));
  const std::string archive = scratch.path() + "/archive";
  const std::string unpacked = scratch.path() + "/package";
  JUDGE_RETURN_IF_ERROR(
      Annotate(FetchArchive(digest, bounds.archive_bytes, archive), absl::StrCat("fetch package ", digest)));
  JUDGE_RETURN_IF_ERROR(MakeFolders(unpacked, 0700));
  JUDGE_RETURN_IF_ERROR(problem::UnpackArchive(archive, unpacked, bounds.unpacked));
  JUDGE_RETURN_IF_ERROR(Rename(unpacked, PathOf(digest)));
  absl::StatusOr<problem::Package> package = LoadPackageBelow(PathOf(digest));
  if (!package.ok()) return package.status();
  return std::make_shared<const problem::Package>(*std::move(package));
}

// What has to go for the bound, out of the way already. REQUIRES: mutex_ is held.
std::vector<TemporaryFolder> PackageCache::Evict() {
  std::vector<TemporaryFolder> gone;
  int64_t bytes = 0;
  for (const auto& [digest, entry] : entries_) bytes += entry->bytes;
  while (bytes > options_.max_bytes) {
    const auto oldest = LeastRecentlyUsed();
    if (oldest == entries_.end()) break;
    absl::StatusOr<TemporaryFolder> grave = TemporaryFolder::Make(kTemporary, folder_);
    if (!grave.ok() || !Rename(PathOf(oldest->first), grave->path()).ok()) break;  // the next one tries again
    bytes -= oldest->second->bytes;
    entries_.erase(oldest);
    gone.push_back(*std::move(grave));
  }
  return gone;
}

// Of those in nobody's hands. REQUIRES: mutex_ is held.
PackageCache::Entries::iterator PackageCache::LeastRecentlyUsed() {
  auto oldest = entries_.end();
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->second.use_count() > 1 || entry->second->package.use_count() != 1) continue;
    if (oldest == entries_.end() || entry->second->used < oldest->second->used) oldest = entry;
  }
  return oldest;
}

}  // namespace judge::worker
