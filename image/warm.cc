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
// Reading layers that are in the page cache takes a few tenths of a second.
constexpr time_t kAgainSeconds = 10;

absl::Status ReadWhole(const std::string& path, char* buffer) {
  absl::StatusOr<Fd> opened = Open(path, O_RDONLY | O_NOFOLLOW);
  // An ordinary user's boxes cannot read it either.
  if (absl::IsPermissionDenied(opened.status())) return absl::OkStatus();
  JUDGE_ASSIGN_OR_RETURN(const Fd file, std::move(opened));
  ssize_t n;
  do {
    n = RetryOnEintr([&] { return ::read(file.get(), buffer, kChunk); });
  } while (n > 0);
  return n < 0 ? absl::ErrnoToStatus(errno, absl::StrCat("read ", path)) : absl::OkStatus();
}

absl::Status ReadAllBelow(const std::string& folder) {
  const auto buffer = std::make_unique<char[]>(kChunk);
  std::error_code error;
  constexpr auto kSkip = std::filesystem::directory_options::skip_permission_denied;
  for (std::filesystem::recursive_directory_iterator entry(folder, kSkip, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->symlink_status(error).type() == std::filesystem::file_type::regular)
      JUDGE_RETURN_IF_ERROR(ReadWhole(entry->path().string(), buffer.get()));
  }
  return error ? absl::ErrnoToStatus(error.value(), absl::StrCat("read ", folder)) : absl::OkStatus();
}

std::string MarkerOf(const std::string& runtime_folder, const std::string& digest) {
  return absl::StrCat(runtime_folder, "/warm-", digest);
}

std::string LayerFolder(const ImageStore& store, const std::string& digest) {
  return absl::StrCat(store.layers_folder(), "/", digest);
}

// What the marker of a layer that is warm says: in which boot (a runtime folder may outlive a restart where it is no
// tmpfs) and which copy of it (state folders share a runtime folder, and may have layers in common).
absl::StatusOr<std::string> MarkText(const std::string& layer_folder) {
  struct stat status;
  if (::stat(layer_folder.c_str(), &status) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("stat ", layer_folder));
  JUDGE_ASSIGN_OR_RETURN(const std::string boot, ReadKernelFile("/proc/sys/kernel/random/boot_id"));
  return absl::StrCat(boot, status.st_dev, ":", status.st_ino, "\n");
}

absl::Status Warm(const ImageStore& store, const std::string& digest, const std::string& runtime_folder) {
  const std::string folder = LayerFolder(store, digest);
  JUDGE_ASSIGN_OR_RETURN(const std::string mark, MarkText(folder));
  JUDGE_RETURN_IF_ERROR(ReadAllBelow(folder + "/rootfs"));
  JUDGE_RETURN_IF_ERROR(MakeFolders(runtime_folder));
  return WriteFileAtomically(MarkerOf(runtime_folder, digest), mark);
}

bool WasMarkedJustNow(const std::string& marker) {
  struct stat status;
  return ::stat(marker.c_str(), &status) == 0 && ::time(nullptr) - status.st_mtime < kAgainSeconds;
}

}  // namespace

absl::Status WarmLayers(const ImageStore& store, const std::vector<Layer>& stack, const std::string& runtime_folder) {
  for (const Layer& layer : stack) {
    JUDGE_ASSIGN_OR_RETURN(const std::string mark, MarkText(LayerFolder(store, layer.digest)));
    const absl::StatusOr<std::string> marked = ReadFile(MarkerOf(runtime_folder, layer.digest), 4096);
    if (marked.ok() && *marked == mark) continue;
    JUDGE_RETURN_IF_ERROR(Warm(store, layer.digest, runtime_folder));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> WarmAgain(const ImageStore& store, const std::vector<std::string>& digests,
                               const std::string& runtime_folder) {
  for (const std::string& digest : digests) {
    if (WasMarkedJustNow(MarkerOf(runtime_folder, digest))) return false;
  }
  for (const std::string& digest : digests) JUDGE_RETURN_IF_ERROR(Warm(store, digest, runtime_folder));
  return true;
}

}  // namespace judge::image
