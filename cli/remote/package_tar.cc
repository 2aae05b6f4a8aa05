#include "cli/remote/package_tar.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::cli {
namespace {

namespace fs = std::filesystem;

using Sink = std::function<absl::Status(absl::string_view)>;

constexpr int kPieceBytes = 256 << 10;

absl::Status ErrorAt(const fs::path& path, const std::error_code& error) {
  return absl::ErrnoToStatus(error.value(), path.string());
}

// Of version control, editors and the like.
bool IsLeftOut(const std::string& relative) {
  return absl::StartsWith(fs::path(relative).filename().string(), ".") && relative != ".timelimit";
}

// A link may stand for a file of the package alone.
absl::Status CheckKind(const fs::path& root, const fs::directory_entry& entry) {
  std::error_code error;
  if (!entry.is_regular_file(error))
    return absl::InvalidArgumentError(absl::StrCat(entry.path().string(), ": neither a file nor a folder"));
  if (!entry.is_symlink()) return absl::OkStatus();
  const fs::path target = fs::canonical(entry.path(), error);
  if (error) return ErrorAt(entry.path(), error);
  if (std::mismatch(root.begin(), root.end(), target.begin(), target.end()).first == root.end())
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(entry.path().string(), ": a link out of the package"));
}

// Relative to `root`, by name.
absl::StatusOr<std::vector<std::string>> FilesIn(const fs::path& root) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator entries(root, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    const std::string relative = entries->path().lexically_relative(root).string();
    const bool is_folder = entries->is_directory() && !entries->is_symlink();
    if (IsLeftOut(relative)) {
      if (is_folder) entries.disable_recursion_pending();
    } else if (!is_folder) {
      JUDGE_RETURN_IF_ERROR(CheckKind(root, *entries));
      files.push_back(relative);
    }
  }
  if (error) return ErrorAt(root, error);
  std::sort(files.begin(), files.end());
  return files;
}

struct WriterDeleter {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct EntryDeleter {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

class TarWriter {
 public:
  explicit TarWriter(const Sink& sink) : sink_(sink), writer_(archive_write_new()) {}

  absl::Status Open() {
    archive_write_set_format_gnutar(writer_.get());  // which keeps names as they are
    archive_write_set_bytes_per_block(writer_.get(), kPieceBytes);
    archive_write_set_bytes_in_last_block(writer_.get(), 1);
    return Check(archive_write_open(writer_.get(), this, nullptr, &TarWriter::Write, nullptr));
  }

  absl::Status Add(const std::string& path, const std::string& name) {
    JUDGE_ASSIGN_OR_RETURN(const Fd file, OpenRegular(path, std::numeric_limits<int64_t>::max()));
    struct stat info = {};
    if (::fstat(file.get(), &info) < 0) return absl::ErrnoToStatus(errno, path);
    const std::unique_ptr<archive_entry, EntryDeleter> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), info.st_size);
    JUDGE_RETURN_IF_ERROR(Check(archive_write_header(writer_.get(), entry.get())));
    return AddData(file, path, info.st_size);
  }

  absl::Status Close() { return Check(archive_write_close(writer_.get())); }

 private:
  absl::Status AddData(const Fd& file, const std::string& path, int64_t left) {
    std::vector<char> piece(kPieceBytes);
    while (left > 0) {
      const size_t wanted = static_cast<size_t>(std::min<int64_t>(left, kPieceBytes));
      const ssize_t size = RetryOnEintr([&] { return ::read(file.get(), piece.data(), wanted); });
      if (size < 0) return absl::ErrnoToStatus(errno, path);
      if (size == 0) return absl::AbortedError(absl::StrCat(path, ": became shorter while it was read"));
      if (archive_write_data(writer_.get(), piece.data(), static_cast<size_t>(size)) < 0) return Check(ARCHIVE_FATAL);
      left -= size;
    }
    return absl::OkStatus();
  }

  static la_ssize_t Write(archive*, void* self, const void* bytes, size_t size) {
    absl::Status& status = static_cast<TarWriter*>(self)->status_;
    if (status.ok())
      status = static_cast<TarWriter*>(self)->sink_(absl::string_view(static_cast<const char*>(bytes), size));
    return status.ok() ? static_cast<la_ssize_t>(size) : -1;
  }

  // The sink's error goes before what libarchive makes of it.
  absl::Status Check(int code) const {
    if (!status_.ok()) return status_;
    if (code == ARCHIVE_OK) return absl::OkStatus();
    const char* const why = archive_error_string(writer_.get());
    return absl::InvalidArgumentError(absl::StrCat("tar: ", why == nullptr ? "failed" : why));
  }

  const Sink& sink_;
  absl::Status status_;  // of the sink
  std::unique_ptr<archive, WriterDeleter> writer_;
};

}  // namespace

absl::Status WritePackageTar(const std::string& folder, const Sink& sink) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return ErrorAt(folder, error);
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> files, FilesIn(root));
  if (files.empty()) return absl::InvalidArgumentError(absl::StrCat(folder, ": no files are in it"));
  TarWriter tar(sink);
  JUDGE_RETURN_IF_ERROR(tar.Open());
  for (const std::string& name : files) JUDGE_RETURN_IF_ERROR(tar.Add((root / name).string(), name));
  return tar.Close();
}

}  // namespace judge::cli
