#include "worker/compile_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <random>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace judge::worker {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kFormat = "judge compile cache 1";
constexpr absl::string_view kNoArtifact = "none";
constexpr int64_t kMaxMetaBytes = 1 << 20;
constexpr char kTemporary[] = ".new-";

// Damage, not failure: the entry is to go.
absl::Status Torn(absl::string_view what) { return absl::DataLossError(what); }

// A part's name and number of items come first, so that no item can pass for one of another part.
void AddPart(Sha256& hash, absl::string_view name, const std::vector<std::string>& items) {
  hash.Field(name);
  hash.Field(absl::StrCat(items.size()));
  for (const std::string& item : items) hash.Field(item);
}

void AddFiles(Sha256& hash, absl::string_view name, const std::vector<CompileInputs::File>& files) {
  hash.Field(name);
  hash.Field(absl::StrCat(files.size()));
  for (const CompileInputs::File& file : files) {
    hash.Field(file.name);
    hash.Field(file.bytes);
  }
}

bool IsKey(absl::string_view key) { return key.size() == 64 && key.find_first_not_of("0123456789abcdef") == key.npos; }

struct Meta {
  std::string artifact_digest;  // or kNoArtifact
  v1::CompileResult result;
};

// The key is in it: an entry that was moved to another key's place does not pass.
std::string MetaChecksum(const std::string& key, absl::string_view artifact_digest, absl::string_view result) {
  Sha256 hash;
  for (absl::string_view field : {kFormat, absl::string_view(key), artifact_digest, result}) hash.Field(field);
  return hash.Hex();
}

std::string SerializeMeta(const std::string& key, const std::string& artifact_digest, const v1::CompileResult& result) {
  const std::string bytes = result.SerializeAsString();
  return absl::StrCat(kFormat, "\n", MetaChecksum(key, artifact_digest, bytes), "\n", artifact_digest, "\n", bytes);
}

absl::StatusOr<Meta> ParseMeta(const std::string& key, absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, absl::MaxSplits('\n', 3));
  if (lines.size() != 4 || lines[0] != kFormat || lines[1] != MetaChecksum(key, lines[2], lines[3])) {
    return Torn("its meta file is damaged");
  }
  Meta meta;
  meta.artifact_digest = std::string(lines[2]);
  if (!meta.result.ParseFromArray(lines[3].data(), static_cast<int>(lines[3].size()))) {
    return Torn("its result cannot be read");
  }
  return meta;
}

absl::StatusOr<Fd> OpenFolder(const std::string& path) { return Open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW); }

// Reads and verifies an entry. DATA_LOSS: it is torn, or was changed.
absl::StatusOr<CompileCache::Entry> ReadEntry(const std::string& key, const Fd& folder) {
  const auto open = [&](const char* name) {
    absl::StatusOr<Fd> file = OpenAt(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return absl::IsNotFound(file.status()) ? Torn(absl::StrCat("it has no ", name)) : std::move(file);
  };
  JUDGE_ASSIGN_OR_RETURN(const Fd meta_file, open("meta"));
  const absl::StatusOr<std::string> text = ReadAll(meta_file, kMaxMetaBytes);
  if (absl::IsResourceExhausted(text.status())) return Torn("its meta file is too long");
  if (!text.ok()) return text.status();
  JUDGE_ASSIGN_OR_RETURN(Meta meta, ParseMeta(key, *text));
  CompileCache::Entry entry;
  entry.result = std::move(meta.result);
  entry.result.set_cached(true);
  if (meta.artifact_digest == kNoArtifact) return entry;
  JUDGE_ASSIGN_OR_RETURN(entry.artifact, open("artifact"));
  struct stat info;
  if (::fstat(entry.artifact.get(), &info) != 0) return absl::ErrnoToStatus(errno, "fstat artifact");
  if (!S_ISREG(info.st_mode)) return Torn("its artifact is no regular file");
  JUDGE_ASSIGN_OR_RETURN(const std::string digest, Sha256HexOf(entry.artifact));
  if (digest != meta.artifact_digest) return Torn("its artifact is damaged");
  entry.artifact_bytes = info.st_size;
  return entry;
}

// Under another name first, so that no reader sees a part of it.
absl::Status RemoveEntry(const std::string& path, const std::string& root) {
  JUDGE_ASSIGN_OR_RETURN(const TemporaryFolder grave, TemporaryFolder::Make(kTemporary, root));
  if (::rename(path.c_str(), grave.path().c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("rename ", path));
}

absl::Status WriteFile(const Fd& folder, const char* name, absl::string_view bytes) {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, OpenAt(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0600));
  return Annotate(WriteAll(file, bytes), absl::StrCat("write ", name));
}

// Copies the artifact into `folder` and returns the digest of the copy's bytes.
absl::StatusOr<std::string> WriteArtifact(const Fd& folder, const Fd& artifact, int64_t max_bytes) {
  struct stat info;
  if (::fstat(artifact.get(), &info) != 0) return absl::ErrnoToStatus(errno, "fstat artifact");
  if (info.st_size > max_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("an artifact of ", info.st_size, " bytes is too large to be kept"));
  }
  JUDGE_ASSIGN_OR_RETURN(const Fd copy, OpenAt(folder, "artifact", O_RDWR | O_CREAT | O_EXCL, 0600));
  JUDGE_RETURN_IF_ERROR(CopyBytes(artifact, copy, info.st_size));
  return Sha256HexOf(copy);
}

struct StoredEntry {
  std::string path;
  int64_t bytes = 0;
  fs::file_time_type used;
};

int64_t SizeOf(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : static_cast<int64_t>(size);
}

// Calls `visit` with each folder's path. What vanishes meanwhile was another process's to remove.
template <typename Visit>
absl::Status ForEachFolder(const std::string& path, const Visit& visit) {
  std::error_code error;
  fs::directory_iterator entry(path, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code not_there;
    if (entry->is_directory(not_there)) visit(entry->path());
  }
  if (!error || error == std::errc::no_such_file_or_directory) return absl::OkStatus();
  return absl::ErrnoToStatus(error.value(), absl::StrCat("read ", path));
}

// The least recently used first.
absl::StatusOr<std::vector<StoredEntry>> ListEntries(const std::string& root) {
  std::vector<StoredEntry> entries;
  absl::Status status;
  JUDGE_RETURN_IF_ERROR(ForEachFolder(root, [&](const fs::path& shelf) {
    if (shelf.filename().native().size() != 2) return;
    status.Update(ForEachFolder(shelf, [&](const fs::path& path) {
      std::error_code error;
      const fs::file_time_type used = fs::last_write_time(path, error);
      if (!error) entries.push_back({path, SizeOf(path / "meta") + SizeOf(path / "artifact"), used});
    }));
  }));
  JUDGE_RETURN_IF_ERROR(status);
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.used < b.used; });
  return entries;
}

// Writers hold a lock on their temporary folder; what is not locked is a dead one's. One that is just being made may
// look dead too: its writer then fails to store, which it may.
absl::Status RemoveDeadWriters(const std::string& root) {
  return ForEachFolder(root, [](const fs::path& path) {
    if (!absl::StartsWith(path.filename().native(), kTemporary)) return;
    const absl::StatusOr<Fd> folder = OpenFolder(path);
    if (folder.ok() && ::flock(folder->get(), LOCK_EX | LOCK_NB) == 0) RemoveTree(path).IgnoreError();
  });
}

}  // namespace

std::string CompileKey(const CompileInputs& inputs) {
  Sha256 hash;
  hash.Field(kFormat);
  AddFiles(hash, "sources", inputs.sources);
  AddFiles(hash, "includes", inputs.includes);
  AddPart(hash, "arguments", inputs.arguments);
  AddPart(hash, "environment", inputs.environment);
  AddPart(hash, "profile", {inputs.profile_digest});
  AddPart(hash, "policy", {inputs.policy_digest});
  AddPart(hash, "limits", {inputs.limits.SerializeAsString()});
  AddPart(hash, "layers", inputs.layers);
  return hash.Hex();
}

bool IsCacheable(const v1::CompileResult& result) {
  // Of compilers and interpreters alike: the source is wrong. gcc's 4, an internal error or a compiler process that a
  // signal ended (a file size limit, a stack overflow), is none, nor is an exit with 0 without a usable artifact.
  constexpr int kDiagnosticExitCode = 1;
  const v1::Facts& facts = result.facts();
  return result.ran() && facts.ending() == v1::Facts::EXITED && facts.limit() == v1::Facts::LIMIT_UNSPECIFIED &&
         facts.oom_kills() == 0 && facts.process_limit_hits() == 0 &&
         (result.ok() || facts.exit_code() == kDiagnosticExitCode) &&
         // The box's disk was full: as much a limit as the others, told in the compiler's words alone.
         !absl::StrContains(result.log(), std::strerror(ENOSPC));
}

absl::StatusOr<CompileCache> CompileCache::Open(Options options) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(options.folder, 0700));
  if (::access(options.folder.c_str(), R_OK | W_OK | X_OK) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("use ", options.folder));
  JUDGE_RETURN_IF_ERROR(CheckOwnFolder(options.folder));
  JUDGE_RETURN_IF_ERROR(RemoveDeadWriters(options.folder));
  return CompileCache(std::move(options));
}

std::string CompileCache::EntryPath(const std::string& key) const {
  return absl::StrCat(options_.folder, "/", key.substr(0, 2), "/", key);
}

absl::StatusOr<std::optional<CompileCache::Entry>> CompileCache::Find(const std::string& key) const {
  if (!IsKey(key)) return absl::InvalidArgumentError("not a compile cache key");
  const std::string path = EntryPath(key);
  const absl::StatusOr<Fd> folder = OpenFolder(path);
  if (absl::IsNotFound(folder.status())) return std::nullopt;
  if (!folder.ok()) return folder.status();
  absl::StatusOr<Entry> entry = ReadEntry(key, *folder);
  if (absl::IsDataLoss(entry.status())) {
    JUDGE_RETURN_IF_ERROR(RemoveEntry(path, options_.folder));
    return std::nullopt;
  }
  if (!entry.ok()) return Annotate(entry.status(), path);
  ::futimens(folder->get(), nullptr);  // used now; where it fails, eviction is only a little less fair
  return *std::move(entry);
}

absl::Status CompileCache::Store(const std::string& key, const v1::CompileResult& result, const Fd* artifact) const {
  if (!IsKey(key)) return absl::InvalidArgumentError("not a compile cache key");
  if (!IsCacheable(result)) return absl::FailedPreconditionError("a compile that met a limit is not kept");
  JUDGE_ASSIGN_OR_RETURN(const TemporaryFolder fresh, TemporaryFolder::Make(kTemporary, options_.folder));
  JUDGE_ASSIGN_OR_RETURN(const Fd folder, OpenFolder(fresh.path()));
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("lock ", fresh.path()));
  std::string artifact_digest(kNoArtifact);
  if (artifact != nullptr) {
    JUDGE_ASSIGN_OR_RETURN(artifact_digest, WriteArtifact(folder, *artifact, options_.max_bytes));
  }
  const std::string meta = SerializeMeta(key, artifact_digest, result);
  if (meta.size() > kMaxMetaBytes) return absl::ResourceExhaustedError("the compiler's log is too long to be kept");
  JUDGE_RETURN_IF_ERROR(WriteFile(folder, "meta", meta));
  const std::string path = EntryPath(key);
  JUDGE_RETURN_IF_ERROR(MakeFolders(fs::path(path).parent_path(), 0700));
  if (::rename(fresh.path().c_str(), path.c_str()) != 0 && errno != ENOTEMPTY && errno != EEXIST) {
    return absl::ErrnoToStatus(errno, absl::StrCat("rename to ", path));
  }
  return IsTimeToEvict(SizeOf(path + "/meta") + SizeOf(path + "/artifact")) ? Evict() : absl::OkStatus();
}

// Processes that share the folder do not know of each other's stores: each begins to count somewhere. Not by the key,
// which a submitter can choose so that his stores never count.
bool CompileCache::IsTimeToEvict(int64_t stored_bytes) const {
  static std::atomic<uint32_t> stores = std::random_device()();
  const int64_t period = std::clamp<int64_t>(options_.max_entries / 256, 1, 16);
  const bool is_large = stored_bytes > options_.max_bytes / std::max<int64_t>(options_.max_entries, 1);
  return stores++ % period == 0 || is_large;
}

absl::Status CompileCache::Evict() const {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<StoredEntry> entries, ListEntries(options_.folder));
  int64_t bytes = 0;
  for (const StoredEntry& entry : entries) bytes += entry.bytes;
  int64_t count = static_cast<int64_t>(entries.size());
  for (const StoredEntry& entry : entries) {
    if (bytes <= options_.max_bytes && count <= options_.max_entries) break;
    JUDGE_RETURN_IF_ERROR(RemoveEntry(entry.path, options_.folder));
    bytes -= entry.bytes;
    --count;
  }
  return absl::OkStatus();
}

}  // namespace judge::worker
