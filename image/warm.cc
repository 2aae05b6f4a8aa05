#include "image/warm.h"

#include <fcntl.h>
#include <unistd.h>

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

}  // namespace

absl::Status WarmLayers(const ImageStore& store, const std::vector<Layer>& stack, const std::string& runtime_folder) {
  // A runtime folder may outlive a restart where it is no tmpfs; the boot's own id tells.
  JUDGE_ASSIGN_OR_RETURN(const std::string boot, ReadKernelFile("/proc/sys/kernel/random/boot_id"));
  for (const Layer& layer : stack) {
    const std::string marker = absl::StrCat(runtime_folder, "/warm-", layer.digest);
    const absl::StatusOr<std::string> marked = ReadFile(marker, 4096);
    if (marked.ok() && *marked == boot) continue;
    JUDGE_RETURN_IF_ERROR(ReadAllBelow(absl::StrCat(store.layers_folder(), "/", layer.digest, "/rootfs")));
    JUDGE_RETURN_IF_ERROR(MakeFolders(runtime_folder));
    JUDGE_RETURN_IF_ERROR(WriteFileAtomically(marker, boot));
  }
  return absl::OkStatus();
}

}  // namespace judge::image
