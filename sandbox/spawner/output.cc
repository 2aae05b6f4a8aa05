#include "sandbox/spawner/output.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace judge::sandbox {

absl::StatusOr<CollectedFile::State> OpenOutput(const Fd& folder, const Request::Output& output, Fd& file,
                                                int64_t& size) {
  open_how how = {};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
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
