#include "image/warm.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::image {
namespace {

constexpr size_t kChunk = 1 << 20;

absl::Status ReadWhole(const std::string& path, char* buffer) {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, Open(path, O_RDONLY | O_NOFOLLOW));
  ssize_t n;
  do {
    n = RetryOnEintr([&] { return ::read(file.get(), buffer, kChunk); });
  } while (n > 0);
  return n < 0 ? absl::ErrnoToStatus(errno, absl::StrCat("read ", path)) : absl::OkStatus();
}

absl::Status ReadAllBelow(const std::string& folder) {
  const auto buffer = std::make_unique<char[]>(kChunk);
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->symlink_status(error).type() == std::filesystem::file_type::regular)
      JUDGE_RETURN_IF_ERROR(ReadWhole(entry->path().string(), buffer.get()));
  }
  return error ? absl::ErrnoToStatus(error.value(), absl::StrCat("read ", folder)) : absl::OkStatus();
}

std::string MarkerOf(const std::string& runtime_folder, const std::string& digest) {
  return absl::StrCat(runtime_folder, "/warm-", digest);
}

absl::Status Warm(const ImageStore& store, const std::string& digest, const std::string& runtime_folder,
                  const std::string& boot) {
  JUDGE_RETURN_IF_ERROR(ReadAllBelow(absl::StrCat(store.layers_folder(), "/", digest, "/rootfs")));
  JUDGE_RETURN_IF_ERROR(MakeFolders(runtime_folder));
  return WriteFileAtomically(MarkerOf(runtime_folder, digest), boot);
}

bool WasMarkedWithinAMinute(const std::string& marker) {
  struct stat status;
  return ::stat(marker.c_str(), &status) == 0 && ::time(nullptr) - status.st_mtime < 60;
}

// A runtime folder may outlive a restart where it is no tmpfs; the boot's own id tells.
absl::StatusOr<std::string> ThisBoot() { return ReadKernelFile("/proc/sys/kernel/random/boot_id"); }

}  // namespace

absl::Status WarmLayers(const ImageStore& store, const std::vector<Layer>& stack, const std::string& runtime_folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::string boot, ThisBoot());
  for (const Layer& layer : stack) {
    const absl::StatusOr<std::string> marked = ReadFile(MarkerOf(runtime_folder, layer.digest), 4096);
    if (marked.ok() && *marked == boot) continue;
    JUDGE_RETURN_IF_ERROR(Warm(store, layer.digest, runtime_folder, boot));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> WarmAgain(const ImageStore& store, const std::vector<std::string>& digests,
                               const std::string& runtime_folder) {
  for (const std::string& digest : digests) {
    if (WasMarkedWithinAMinute(MarkerOf(runtime_folder, digest))) return false;
  }
  JUDGE_ASSIGN_OR_RETURN(const std::string boot, ThisBoot());
  for (const std::string& digest : digests) JUDGE_RETURN_IF_ERROR(Warm(store, digest, runtime_folder, boot));
  return true;
}

}  // namespace judge::image
