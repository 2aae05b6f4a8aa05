#include "sandbox/spawner/output.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "base/places.h"

namespace judge::sandbox {

namespace {

constexpr uint64_t kResolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

int OpenBeneath(const Fd& folder, const std::string& name, int flags) {
  open_how how = {};
  how.flags = flags | O_CLOEXEC;
  how.resolve = kResolve;
  return static_cast<int>(::syscall(SYS_openat2, folder.get(), name.c_str(), &how, sizeof how));
}

// For a spawner that is no root: the target is the same user, and may have shut this user out of the file and of the
// folders on the way to it. Opened by paths that lead nowhere else, for a link would have others' modes changed.
void LetUsIn(const Fd& folder, const std::string& name) {
  ::fchmod(folder.get(), 0700);
  for (size_t end = 0; end != std::string::npos;) {
    end = name.find('/', end + 1);
    const Fd fd(OpenBeneath(folder, name.substr(0, end), O_PATH));
    struct stat status;
    if (!fd.valid() || ::fstat(fd.get(), &status) < 0) return;
    if (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode))
      ::chmod(absl::StrCat("/proc/self/fd/", fd.get()).c_str(), S_ISDIR(status.st_mode) ? 0700 : 0600);
  }
}

}  // namespace

absl::StatusOr<CollectedFile::State> OpenOutput(const Fd& folder, const Request::Output& output, Fd& file,
                                                int64_t& size) {
  static const bool is_root = IsRoot();
  if (!is_root) LetUsIn(folder, output.name);
  Fd fd(OpenBeneath(folder, output.name, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) {
    switch (errno) {
      case ENOENT:
        return CollectedFile::State::kMissing;
      case ELOOP:    // a link
      case ENOTDIR:  // a file where a folder should be
      case EXDEV:    // a way out
      case ENXIO:    // a fifo, a socket
      case EACCES:   // a device; modes are no hindrance to root, nor to others by now
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
