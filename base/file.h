// Files: syscalls wrapped once, each error with the operation and its operand ("open /x: No such file or directory").
#ifndef JUDGE_BASE_FILE_H_
#define JUDGE_BASE_FILE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fd.h"

namespace judge {

// Opens with O_CLOEXEC added. A missing file is NOT_FOUND, a forbidden one PERMISSION_DENIED.
absl::StatusOr<Fd> Open(const std::string& path, int flags, mode_t mode = 0);
absl::StatusOr<Fd> OpenAt(const Fd& dir, const std::string& name, int flags, mode_t mode = 0);

// What becomes of symbolic links. kRefuse is for a path that was resolved before: a link in it means that somebody has
// changed what it leads to. kRefuseLast, for a file of a stranger's in a folder that we chose: it has to be one itself.
enum class Links { kFollow, kRefuseLast, kRefuse };

// Opens a regular file of at most `max_bytes` for reading. A folder, fifo or device is INVALID_ARGUMENT (and is never
// waited for), as is a link that is refused; more than `max_bytes` is RESOURCE_EXHAUSTED.
absl::StatusOr<Fd> OpenRegular(const std::string& path, int64_t max_bytes, Links links = Links::kFollow);

absl::Status WriteAll(const Fd& fd, absl::string_view data);

// Reads from the current offset to the end. More than `max_bytes` is RESOURCE_EXHAUSTED: nothing hostile is read
// unbounded.
absl::StatusOr<std::string> ReadAll(const Fd& fd, int64_t max_bytes);

// The whole of a regular file, opened by OpenRegular.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t max_bytes, Links links = Links::kFollow);

// As ReadFile, for the small files of /proc and /sys: no size is known before they are read.
absl::StatusOr<std::string> ReadKernelFile(const std::string& path);

// Overwrites in place what is there, in one write (cgroup files want that).
absl::Status WriteKernelFile(const std::string& path, absl::string_view value);

// Writes a temporary file beside `path`, syncs it, and renames it over `path`: readers see the old bytes or the new.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view data, mode_t mode = 0644);

// Makes the folder and its parents; one that exists is fine.
absl::Status MakeFolders(const std::string& path, mode_t mode = 0755);

// Whose a folder may be.
enum class Owner { kSelf, kSelfOrRoot };

// FAILED_PRECONDITION, in one line that says what to do, unless `path` is a folder of the owner's that nobody else can
// write to: what is kept there is trusted. It may be a link, if that is the owner's, or root's.
absl::Status CheckOwnFolder(const std::string& path, Owner owner = Owner::kSelf);

// Removes a file, or a folder with all that is in it, without following links out of it. A missing one is fine.
absl::Status RemoveTree(const std::string& path);

// Copies `size` bytes of `from`, read from its offset 0, to the current offset of `to`, in the kernel.
absl::Status CopyBytes(const Fd& from, const Fd& to, int64_t size);

// An anonymous read-only file, its offset at 0, sealed against every change: safe to hand to a hostile program, which
// could otherwise reopen it for writing through /proc/self/fd.
absl::StatusOr<Fd> SealedFileOf(absl::string_view data);
// The same with the bytes of a regular file.
absl::StatusOr<Fd> SealedFileOf(const Fd& file);

// An exclusive flock on `path` (made if missing), held until the Fd goes. If another holds it: UNAVAILABLE at once when
// `wait` is false, else blocks.
absl::StatusOr<Fd> LockFile(const std::string& path, bool wait);

// The same, shared with other shared ones; blocks.
absl::StatusOr<Fd> LockFileShared(const std::string& path);

// A folder that is removed with all it holds when this goes.
class TemporaryFolder {
 public:
  // Makes "<parent>/<prefix>XXXXXX", mode 0700. An empty parent means $TMPDIR or /tmp.
  static absl::StatusOr<TemporaryFolder> Make(const std::string& prefix, const std::string& parent = "");
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
  ~TemporaryFolder();
  const std::string& path() const { return path_; }
  // Gives the folder up: it stays.
  std::string Release() { return std::exchange(path_, ""); }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace judge

#endif  // JUDGE_BASE_FILE_H_
