// What was uploaded: archives, as files named by the SHA-256 of their bytes. The same bytes are there once.
#ifndef JUDGE_SERVER_PACKAGES_H_
#define JUDGE_SERVER_PACKAGES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/sha256.h"

namespace judge::server {

// An archive that is being uploaded, in a folder of its own, where it can be unpacked as well. Gone with this, unless
// it was kept. Every call blocks. RESOURCE_EXHAUSTED: the disk is full.
class Upload {
 public:
  absl::Status Append(absl::string_view bytes);

  int64_t size() const { return size_; }
  // Once all of it has come.
  const std::string& Digest();
  std::string archive() const { return scratch_.path() + "/archive"; }
  // Made, and empty.
  absl::StatusOr<std::string> MakeUnpackFolder() const;

  // Once this returns, the archive is among the packages, and on the disk. Its digest. The last call.
  absl::StatusOr<std::string> Keep();

 private:
  friend class Packages;
  Upload(std::string packages, TemporaryFolder scratch)
      : packages_(std::move(packages)), scratch_(std::move(scratch)), hash_(std::make_unique<Sha256>()) {}

  std::string packages_;
  TemporaryFolder scratch_;
  Fd file_;
  std::unique_ptr<Sha256> hash_;
  std::string digest_;  // empty: not asked for yet
  int64_t size_ = 0;
};

// Thread-safe. Every call blocks.
class Packages {
 public:
  // Makes the folder, and removes what was being uploaded when a server died: one at a time has it.
  static absl::StatusOr<Packages> Open(const std::string& folder);

  absl::StatusOr<Upload> Begin() const;
  // For reading. NOT_FOUND, also for what is no digest.
  absl::StatusOr<Fd> Find(const std::string& digest) const;

 private:
  explicit Packages(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_PACKAGES_H_
