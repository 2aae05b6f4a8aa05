// Compiles that need not be done twice. An entry is a folder that appears by rename:
//   FOLDER/ab/abcdef.../meta       a checksum, the artifact's SHA-256, and the CompileResult (log and facts)
//   FOLDER/ab/abcdef.../artifact   what the compile left, where it left something
// Nothing is synced and nothing is trusted: an entry is verified whenever it is read, and a torn or altered one is
// removed and is a miss. Any number of threads and processes may use one folder at once.
#ifndef JUDGE_WORKER_COMPILE_CACHE_H_
#define JUDGE_WORKER_COMPILE_CACHE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fd.h"
#include "judge/v1/profile.pb.h"
#include "judge/v1/result.pb.h"
#include "judge/v1/spec.pb.h"

namespace judge::worker {

// Everything that decides what a compile yields.
struct CompileInputs {
  struct File {
    absl::string_view name;
    absl::string_view bytes;
  };
  std::vector<File> sources;   // named in `arguments`
  std::vector<File> includes;  // only put beside them
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string profile_digest;       // ProfileDigest()
  std::string policy_digest;        // SeccompPolicy::digest()
  v1::Limits limits;                // as enforced
  std::vector<std::string> layers;  // digests, the uppermost first
};

// SHA-256 over all of it, each part with its length, so that no two inputs share a key.
std::string CompileKey(const CompileInputs& inputs);

// Whether the result says something about the source alone: a success, or a genuine diagnostic (exit code 1) of a
// compiler that ended by itself and met no limit. What a limit, a signal or a cancellation ended may end otherwise next
// time.
bool IsCacheable(const v1::CompileResult& result);

class CompileCache {
 public:
  struct Options {
    std::string folder;  // <state>/cache/compile; made if missing
    int64_t max_bytes = int64_t{4} << 30;
    int64_t max_entries = 4096;
  };
  struct Entry {
    v1::CompileResult result;  // with `cached` set
    Fd artifact;               // open for reading at offset 0; not valid where the compile left none
    int64_t artifact_bytes = 0;
  };

  // Makes the folder and removes what crashed writers left. A Status: it cannot be made, read or written, or others can
  // write to it.
  static absl::StatusOr<CompileCache> Open(Options options);

  // A verified entry, or nothing. An artifact that is handed out stays readable after its entry is evicted.
  // A Status: the folder cannot be read. The caller logs it and compiles.
  absl::StatusOr<std::optional<Entry>> Find(const std::string& key) const;

  // Stores a result and the artifact (nullptr: none), read from offset 0, then evicts what was used longest ago until
  // the bounds hold; where they allow many entries only after each 16th store of small ones or so, since it has to look
  // at them all.
  // A key that is stored already is left as it is. A Status (disk full, larger than the bound, ...): it is not kept,
  // and nothing is half there. The caller logs it and goes on.
  // REQUIRES: IsCacheable(result).
  absl::Status Store(const std::string& key, const v1::CompileResult& result, const Fd* artifact) const;

 private:
  explicit CompileCache(Options options) : options_(std::move(options)) {}
  std::string EntryPath(const std::string& key) const;
  bool IsTimeToEvict(int64_t stored_bytes) const;
  absl::Status Evict() const;

  Options options_;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_COMPILE_CACHE_H_
