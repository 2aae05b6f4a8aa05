#include "sandbox/spawner/output.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace judge::sandbox {

namespace {

constexpr uint64_t kResolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

// For a spawner that is no root: the target is the same user, and may have shut this user out. Opened by a path that
// leads nowhere else, for a link would have others' modes changed.
void LetUsIn(const Fd& folder, const std::string& name) {
  ::fchmod(folder.get(), 0700);
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = kResolve;
  const Fd fd(static_cast<int>(::syscall(SYS_openat2, folder.get(), name.c_str(), &how, sizeof how)));
  struct stat status;
  if (fd.valid() && ::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode))
    ::chmod(absl::StrCat("/proc/self/fd/", fd.get()).c_str(), 0600);
}

}  // namespace

absl::StatusOr<CollectedFile::State> OpenOutput(const Fd& folder, const Request::Output& output, Fd& file,
                                                int64_t& size) {
  if (::geteuid() != 0) LetUsIn(folder, output.name);
  open_how how = {};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = kResolve;
  Fd fd(static_cast<int>(::syscall(SYS_openat2, folder.get(), output.name.c_str(), &how, sizeof how)));
  if (!fd.valid()) {
    switch (errno) {
      case ENOENT:
        return CollectedFile::State::kMissing;
      case ELOOP:    // a link
      case ENOTDIR:  // a file where a folder should be
      case EXDEV:    // a way out
      case ENXIO:    // a fifo, a socket
      case EACCES:   // a device
        return CollectedFile::State::kNotRegular;
      default:
        return absl::ErrnoToStatus(errno, absl::StrCat("collect ", output.name));
    }
  }
  struct stat status;
  if (::fstat(fd.get(), &status) < 0 || !S_ISREG(status.st_mode)) return CollectedFile::State::kNotRegular;
  size = status.st_size;
  if (size > output.max_bytes) return CollectedFile::State::kTooLarge;
  file = std::move(fd);
  return CollectedFile::State::kCollected;
}

}  // namespace judge::sandbox
