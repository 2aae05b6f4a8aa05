// Problem packages of a server, unpacked, by the SHA-256 of their archives. Each process has a folder of its own among
// those in Options::folder, the first that is free, and begins with an empty one: what a crash may have torn is never
// read.
#ifndef JUDGE_WORKER_PACKAGE_CACHE_H_
#define JUDGE_WORKER_PACKAGE_CACHE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fd.h"
#include "base/file.h"
#include "problem/archive.h"
#include "problem/package.h"

namespace judge::worker {

// Thread-safe.
class PackageCache {
 public:
  struct Options {
    std::string folder;  // <state>/cache/packages; made if missing
    // Of unpacked packages that nobody uses; those in use are kept beyond it.
    int64_t max_bytes = int64_t{16} << 30;
  };
  struct Bounds {
    int64_t archive_bytes = problem::ArchiveBounds().bytes;
    problem::ArchiveBounds unpacked;
  };
  // Gives the archive to the sink, piece by piece; ends when the sink fails, with its Status.
  using Sink = std::function<absl::Status(absl::string_view)>;
  using Fetch = std::function<absl::Status(const std::string& digest, const Sink& sink)>;

  // A Status: the folder cannot be made, or others can write to it.
  static absl::StatusOr<std::unique_ptr<PackageCache>> Open(Options options, Fetch fetch);

  // Of packages that are fetched from now on.
  void SetBounds(const Bounds& bounds);

  // The package, fetched if it is not here; who asks for the same one meanwhile waits for that. Its files stay for as
  // long as somebody holds it. INVALID_ARGUMENT: not a digest, or what has it is no package; DATA_LOSS: what came has
  // another digest; else what `fetch` said, or the disk.
  absl::StatusOr<std::shared_ptr<const problem::Package>> Find(const std::string& digest);

 private:
  struct Entry {
    std::mutex loading;  // held while it is fetched
    // Guarded by the cache's mutex_:
    std::shared_ptr<const problem::Package> package;
    int64_t bytes = 0;
    int64_t used = 0;  // the larger the later
  };
  using Entries = std::map<std::string, std::shared_ptr<Entry>>;

  PackageCache(Options options, Fetch fetch, std::string folder, Fd lock)
      : options_(std::move(options)), fetch_(std::move(fetch)), folder_(std::move(folder)), lock_(std::move(lock)) {}

  std::string PathOf(const std::string& digest) const { return folder_ + "/" + digest; }
  absl::Status FetchArchive(const std::string& digest, int64_t max_bytes, const std::string& path) const;
  absl::StatusOr<std::shared_ptr<const problem::Package>> Load(const std::string& digest, const Bounds& bounds) const;
  std::vector<TemporaryFolder> Evict();
  Entries::iterator LeastRecentlyUsed();

  const Options options_;
  const Fetch fetch_;
  const std::string folder_;
  const Fd lock_;

  std::mutex mutex_;   // guards what follows
  Entries entries_;    // by digest
  int64_t clock_ = 0;  // of Entry::used
  Bounds bounds_;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_PACKAGE_CACHE_H_
