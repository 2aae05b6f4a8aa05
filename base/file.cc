#include "base/file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/status_macros.h"

namespace judge {
namespace {

absl::Status ErrnoStatus(absl::string_view what) { return absl::ErrnoToStatus(errno, what); }

absl::Status ReadInto(const Fd& fd, int64_t max_bytes, std::string& data) {
  char buffer[64 * 1024];
  while (true) {
    const ssize_t n = RetryOnEintr([&] { return ::read(fd.get(), buffer, sizeof buffer); });
    if (n < 0) return ErrnoStatus("read");
    if (n == 0) return absl::OkStatus();
    if (static_cast<int64_t>(data.size()) + n > max_bytes)
      return absl::ResourceExhaustedError(absl::StrCat("longer than ", max_bytes, " bytes"));
    data.append(buffer, n);
  }
}

absl::StatusOr<int64_t> SizeOfRegular(const Fd& fd, absl::string_view name) {
  struct stat status;
  if (::fstat(fd.get(), &status) < 0) return ErrnoStatus(absl::StrCat("stat ", name));
  if (!S_ISREG(status.st_mode)) return absl::InvalidArgumentError(absl::StrCat(name, ": not a regular file"));
  return status.st_size;
}

absl::StatusOr<Fd> Lock(const std::string& path, int operation) {
  JUDGE_ASSIGN_OR_RETURN(Fd fd, Open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
  if (RetryOnEintr([&] { return ::flock(fd.get(), operation); }) < 0) {
    if (errno == EWOULDBLOCK) return absl::UnavailableError(absl::StrCat(path, ": held by another process"));
    return ErrnoStatus(absl::StrCat("lock ", path));
  }
  return fd;
}

absl::StatusOr<Fd> MakeMemfd() {
  Fd fd(::memfd_create("data", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd.valid()) return ErrnoStatus("memfd_create");
  return fd;
}

absl::StatusOr<Fd> Seal(Fd fd) {
  if (::lseek(fd.get(), 0, SEEK_SET) != 0) return ErrnoStatus("lseek memfd");
  if (::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
    return ErrnoStatus("seal memfd");
  return fd;
}

}  // namespace

absl::StatusOr<Fd> Open(const std::string& path, int flags, mode_t mode) {
  const int fd = RetryOnEintr([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
  if (fd < 0) return ErrnoStatus(absl::StrCat("open ", path));
  return Fd(fd);
}

absl::StatusOr<Fd> OpenAt(const Fd& dir, const std::string& name, int flags, mode_t mode) {
  const int fd = RetryOnEintr([&] { return ::openat(dir.get(), name.c_str(), flags | O_CLOEXEC, mode); });
  if (fd < 0) return ErrnoStatus(absl::StrCat("openat ", name));
  return Fd(fd);
}

absl::Status WriteAll(const Fd& fd, absl::string_view data) {
  while (!data.empty()) {
    const ssize_t n = RetryOnEintr([&] { return ::write(fd.get(), data.data(), data.size()); });
    if (n < 0) return ErrnoStatus("write");
    data.remove_prefix(n);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(const Fd& fd, int64_t max_bytes) {
  std::string data;
  JUDGE_RETURN_IF_ERROR(ReadInto(fd, max_bytes, data));
  return data;
}

absl::StatusOr<Fd> OpenRegular(const std::string& path, int64_t max_bytes, Links links) {
  open_how how = {};
  // O_NONBLOCK: the open of a fifo would wait for a writer.
  how.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  if (links == Links::kRefuse) how.resolve = RESOLVE_NO_SYMLINKS;
  if (links == Links::kRefuseLast) how.flags |= O_NOFOLLOW;
  Fd fd(
      static_cast<int>(RetryOnEintr([&] { return ::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how); })));
  if (!fd.valid() && errno == ELOOP && links == Links::kRefuse)
    return absl::InvalidArgumentError(absl::StrCat(path, ": has become a symbolic link"));
  if (!fd.valid() && errno == ELOOP && links == Links::kRefuseLast)
    return absl::InvalidArgumentError(absl::StrCat(path, ": a symbolic link: name the file that it leads to"));
  if (!fd.valid()) return ErrnoStatus(absl::StrCat("open ", path));
  JUDGE_ASSIGN_OR_RETURN(const int64_t size, SizeOfRegular(fd, path));
  if (size > max_bytes)
    return absl::ResourceExhaustedError(
        absl::StrCat(path, ": ", size, " bytes, more than the ", max_bytes, " allowed"));
  return fd;
}

absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t max_bytes, Links links) {
  JUDGE_ASSIGN_OR_RETURN(const Fd fd, OpenRegular(path, max_bytes, links));
  JUDGE_ASSIGN_OR_RETURN(const int64_t size, SizeOfRegular(fd, path));
  std::string data;
  data.reserve(size);
  JUDGE_RETURN_IF_ERROR(Annotate(ReadInto(fd, max_bytes, data), path));
  return data;
}

absl::StatusOr<std::string> ReadKernelFile(const std::string& path) {
  constexpr int64_t kMaxBytes = 16 << 20;
  JUDGE_ASSIGN_OR_RETURN(const Fd fd, Open(path, O_RDONLY));
  std::string data;
  JUDGE_RETURN_IF_ERROR(Annotate(ReadInto(fd, kMaxBytes, data), path));
  return data;
}

absl::Status WriteKernelFile(const std::string& path, absl::string_view value) {
  const std::string context = absl::StrCat("set ", path, "=", value);
  absl::StatusOr<Fd> fd = Open(path, O_WRONLY);
  if (!fd.ok()) return Annotate(fd.status(), context);
  return Annotate(WriteAll(*fd, value), context);
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view data, mode_t mode) {
  std::string temporary = absl::StrCat(path, ".XXXXXX");
  Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(absl::StrCat("create ", temporary));
  absl::Status status = Annotate(WriteAll(fd, data), temporary);
  if (status.ok() && ::fchmod(fd.get(), mode) < 0) status = ErrnoStatus(absl::StrCat("chmod ", temporary));
  if (status.ok() && ::fsync(fd.get()) < 0) status = ErrnoStatus(absl::StrCat("fsync ", temporary));
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) < 0)
    status = ErrnoStatus(absl::StrCat("rename ", temporary, " to ", path));
  if (!status.ok()) ::unlink(temporary.c_str());
  return status;
}

absl::Status MakeFolders(const std::string& path, mode_t mode) {
  for (size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string prefix = path.substr(0, slash);
    if (::mkdir(prefix.c_str(), mode) < 0 && errno != EEXIST) return ErrnoStatus(absl::StrCat("mkdir ", prefix));
    if (slash == std::string::npos) break;
  }
  struct stat status;
  if (::stat(path.c_str(), &status) < 0) return ErrnoStatus(absl::StrCat("stat ", path));
  if (!S_ISDIR(status.st_mode)) return absl::FailedPreconditionError(absl::StrCat(path, ": not a folder"));
  return absl::OkStatus();
}

absl::Status CheckOwnFolder(const std::string& path, Owner owner) {
  struct stat link, folder;
  if (::lstat(path.c_str(), &link) < 0 || ::stat(path.c_str(), &folder) < 0)
    return ErrnoStatus(absl::StrCat("stat ", path));
  const uid_t self = ::geteuid();
  const bool root_may_own = owner == Owner::kSelfOrRoot;
  const bool is_owners = folder.st_uid == self || (root_may_own && folder.st_uid == 0);
  const bool is_trusted_link = link.st_uid == self || link.st_uid == 0;
  if (S_ISDIR(folder.st_mode) && is_trusted_link && is_owners && (folder.st_mode & 022) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, ": must be a folder of user ", self,
                                                    root_may_own && self != 0 ? " or of root" : "",
                                                    " that nobody else can write to: chown and chmod go-w it"));
}

absl::Status RemoveTree(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("remove ", path));
  return absl::OkStatus();
}

absl::Status CopyBytes(const Fd& from, const Fd& to, int64_t size) {
  off_t offset = 0;
  while (offset < size) {
    const ssize_t n =
        RetryOnEintr([&] { return ::sendfile(to.get(), from.get(), &offset, static_cast<size_t>(size - offset)); });
    if (n < 0) return ErrnoStatus("copy");
    if (n == 0) return absl::DataLossError("copy: the source became shorter while it was read");
  }
  return absl::OkStatus();
}

absl::StatusOr<Fd> SealedFileOf(absl::string_view data) {
  JUDGE_ASSIGN_OR_RETURN(Fd fd, MakeMemfd());
  JUDGE_RETURN_IF_ERROR(WriteAll(fd, data));
  return Seal(std::move(fd));
}

absl::StatusOr<Fd> SealedFileOf(const Fd& file) {
  JUDGE_ASSIGN_OR_RETURN(const int64_t size, SizeOfRegular(file, "file to copy"));
  JUDGE_ASSIGN_OR_RETURN(Fd fd, MakeMemfd());
  JUDGE_RETURN_IF_ERROR(CopyBytes(file, fd, size));
  return Seal(std::move(fd));
}

absl::StatusOr<Fd> LockFile(const std::string& path, bool wait) { return Lock(path, LOCK_EX | (wait ? 0 : LOCK_NB)); }

absl::StatusOr<Fd> LockFileShared(const std::string& path) { return Lock(path, LOCK_SH); }

absl::StatusOr<TemporaryFolder> TemporaryFolder::Make(const std::string& prefix, const std::string& parent) {
  const char* tmpdir = std::getenv("TMPDIR");
  std::string path = absl::StrCat(!parent.empty()     ? parent
                                  : tmpdir != nullptr ? tmpdir
                                                      : "/tmp",
                                  "/", prefix, "XXXXXX");
  if (::mkdtemp(path.data()) == nullptr) return ErrnoStatus(absl::StrCat("mkdtemp ", path));
  return TemporaryFolder(std::move(path));
}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) RemoveTree(path_).IgnoreError();
}

}  // namespace judge
