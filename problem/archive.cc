#include "problem/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <climits>
#include <filesystem>
#include <limits>
#include <memory>
#include <set>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::problem {
namespace {

constexpr size_t kMaxNameBytes = 1024;
constexpr size_t kShownBytes = 200;
constexpr size_t kPieceBytes = 64 * 1024;

struct ReaderDeleter {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, ReaderDeleter>;

std::string Shown(const std::string& name) { return EscapeForLine(CutUtf8(name, kShownBytes)); }

absl::Status Broken(const std::string& name, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(Shown(name), ": ", what));
}

// What libarchive has found out about the bytes.
absl::Status Unreadable(archive* reader) {
  const char* const why = archive_error_string(reader);
  return absl::InvalidArgumentError(absl::StrCat("the archive is damaged, or neither zip nor tar: ",
                                                 EscapeForLine(CutUtf8(why == nullptr ? "" : why, kShownBytes))));
}

// Of formats and compressions these alone; more only means more code that reads hostile bytes.
absl::StatusOr<Reader> OpenArchive(const Fd& file) {
  Reader reader(archive_read_new());
  if (reader == nullptr) return absl::ResourceExhaustedError("no memory for reading the archive");
  const bool is_supported = archive_read_support_format_zip(reader.get()) == ARCHIVE_OK &&
                            archive_read_support_format_tar(reader.get()) == ARCHIVE_OK &&
                            archive_read_support_filter_gzip(reader.get()) == ARCHIVE_OK &&
                            archive_read_support_filter_xz(reader.get()) == ARCHIVE_OK &&
                            archive_read_support_filter_zstd(reader.get()) == ARCHIVE_OK;
  if (!is_supported) return absl::InternalError("libarchive lacks zip, tar, gzip, xz or zstd");
  if (archive_read_open_fd(reader.get(), file.get(), kPieceBytes) != ARCHIVE_OK) return Unreadable(reader.get());
  // The last one is the file itself. Compressed again and again, a small file becomes a large one at every stage.
  if (archive_filter_count(reader.get()) > 2) return absl::InvalidArgumentError("the archive is compressed twice");
  return reader;
}

// Null when it cannot be said in this process's character set: then as it stands in the archive.
std::string NameOf(archive_entry* entry) {
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  return name == nullptr ? "" : name;
}

// The folders that an entry is in, and its own name. "./" and doubled slashes mean nothing.
absl::StatusOr<std::vector<std::string>> PartsOf(const std::string& name, int max_depth) {
  if (name.size() > kMaxNameBytes) return Broken(name, absl::StrCat("a name of more than ", kMaxNameBytes, " bytes"));
  if (EscapeForLine(name) != name) return Broken(name, "a name with control characters, or that is not UTF-8");
  if (name.empty()) return absl::InvalidArgumentError("an entry of the archive has no name");
  if (name[0] == '/') return Broken(name, "an absolute path; archive the folder from the one above it");
  std::vector<std::string> parts = absl::StrSplit(name, '/', absl::SkipEmpty());
  parts.erase(std::remove(parts.begin(), parts.end(), "."), parts.end());
  for (const std::string& part : parts) {
    if (part == "..") return Broken(name, "a path that leaves the archive");
    if (part.size() > NAME_MAX) return Broken(name, absl::StrCat("a name of more than ", NAME_MAX, " bytes"));
  }
  if (parts.size() > static_cast<size_t>(max_depth) + 1)
    return absl::ResourceExhaustedError(absl::StrCat(Shown(name), ": in more than ", max_depth, " folders"));
  return parts;
}

absl::Status CheckKind(const std::string& name, archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_hardlink_utf8(entry) != nullptr ||
      archive_entry_filetype(entry) == AE_IFLNK)
    return Broken(name, "a link; put a copy of the file there");
  if (archive_entry_filetype(entry) != AE_IFREG && archive_entry_filetype(entry) != AE_IFDIR)
    return Broken(name, "neither a file nor a folder; a package holds nothing else");
  if (archive_entry_is_encrypted(entry) != 0) return Broken(name, "encrypted");
  return absl::OkStatus();
}

class Unpacker {
 public:
  Unpacker(archive* reader, const std::string& folder, const ArchiveBounds& bounds)
      : reader_(reader), folder_(folder), bounds_(bounds) {}

  absl::Status Unpack() {
    archive_entry* entry = nullptr;
    for (;;) {
      const int code = archive_read_next_header(reader_, &entry);
      if (code == ARCHIVE_EOF) break;
      // Warned is of what we do not take over, such as times; names are looked at here.
      if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return Unreadable(reader_);
      JUDGE_RETURN_IF_ERROR(Add(entry));
    }
    return entries_ > 0 ? absl::OkStatus() : absl::InvalidArgumentError("there is nothing in the archive");
  }

 private:
  absl::Status Add(archive_entry* entry) {
    const std::string name = NameOf(entry);
    JUDGE_RETURN_IF_ERROR(Count(name));
    JUDGE_ASSIGN_OR_RETURN(std::vector<std::string> parts, PartsOf(name, bounds_.depth));
    JUDGE_RETURN_IF_ERROR(CheckKind(name, entry));
    if (archive_entry_filetype(entry) == AE_IFDIR) {
      JUDGE_RETURN_IF_ERROR(MakeFolder(name, parts).status());
      return CopyData(name, Fd());
    }
    if (parts.empty()) return Broken(name, "a file without a name");
    const std::string last = parts.back();
    parts.pop_back();
    JUDGE_ASSIGN_OR_RETURN(const std::string parent, MakeFolder(name, parts));
    if (archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) > bounds_.bytes - bytes_)
      return TooLarge(name);
    const absl::StatusOr<Fd> file =
        Open(absl::StrCat(parent, "/", last), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644);
    if (absl::IsAlreadyExists(file.status())) return Broken(name, "is in the archive twice");
    JUDGE_RETURN_IF_ERROR(file.status());
    return CopyData(name, *file);
  }

  // Makes the folders that are not there yet; returns the path.
  absl::StatusOr<std::string> MakeFolder(const std::string& name, const std::vector<std::string>& parts) {
    std::string path = folder_;
    for (const std::string& part : parts) {
      absl::StrAppend(&path, "/", part);
      if (!folders_.insert(path).second) continue;
      JUDGE_RETURN_IF_ERROR(Count(name));
      if (::mkdir(path.c_str(), 0755) == 0) continue;
      if (errno == EEXIST) return Broken(name, "a file and a folder have one name");
      return absl::ErrnoToStatus(errno, absl::StrCat("mkdir ", path));
    }
    return path;
  }

  // All of an entry's data is read here: what libarchive skips it unpacks as well, and nobody counts.
  absl::Status CopyData(const std::string& name, const Fd& file) {
    for (;;) {
      const la_ssize_t size = archive_read_data(reader_, piece_.get(), kPieceBytes);
      if (size == 0) return absl::OkStatus();
      if (size < 0) return Annotate(Unreadable(reader_), Shown(name));
      if (!file.valid()) return Broken(name, "a folder with data in it");
      bytes_ += size;
      if (bytes_ > bounds_.bytes) return TooLarge(name);
      JUDGE_RETURN_IF_ERROR(
          Annotate(WriteAll(file, absl::string_view(piece_.get(), static_cast<size_t>(size))), Shown(name)));
    }
  }

  absl::Status Count(const std::string& name) {
    if (++entries_ <= bounds_.entries) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        absl::StrCat(Shown(name), ": the archive has more than ", bounds_.entries, " files and folders"));
  }

  absl::Status TooLarge(const std::string& name) const {
    return absl::ResourceExhaustedError(
        absl::StrCat(Shown(name), ": unpacked, the archive is more than ", bounds_.bytes, " bytes"));
  }

  archive* const reader_;
  const std::string folder_;
  const ArchiveBounds bounds_;
  const std::unique_ptr<char[]> piece_ = std::make_unique<char[]>(kPieceBytes);
  std::set<std::string> folders_;  // that were made
  int64_t entries_ = 0;
  int64_t bytes_ = 0;
};

// Of the system or the archiver, not of the package.
bool IsAddedByArchiver(const std::string& name) { return absl::StartsWith(name, ".") || name == "__MACOSX"; }

}  // namespace

absl::Status UnpackArchive(const std::string& archive_path, const std::string& folder, const ArchiveBounds& bounds) {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, OpenRegular(archive_path, std::numeric_limits<int64_t>::max()));
  JUDGE_ASSIGN_OR_RETURN(const Reader reader, OpenArchive(file));
  return Unpacker(reader.get(), folder, bounds).Unpack();
}

absl::StatusOr<std::string> PackageFolderIn(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder + "/problem.yaml", error)) return folder;
  std::string found;
  int others = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (IsAddedByArchiver(entry.path().filename())) continue;
    if (entry.is_directory() && found.empty())
      found = entry.path();
    else
      ++others;
  }
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("list ", folder));
  if (!found.empty() && others == 0) return found;
  return absl::InvalidArgumentError(
      "the archive has neither a problem.yaml nor all in one folder; archive one package folder");
}

}  // namespace judge::problem
