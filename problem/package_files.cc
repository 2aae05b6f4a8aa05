#include "problem/package_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"

namespace judge::problem {
namespace {

constexpr int64_t kMaxEntries = 100'000;
constexpr int kMaxFolderDepth = 8;

struct FreeDeleter {
  void operator()(char* p) const { std::free(p); }
};
struct DirDeleter {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

// Empty when there is no such file; errno says why.
std::string RealPath(const std::string& path) {
  const std::unique_ptr<char, FreeDeleter> resolved(::realpath(path.c_str(), nullptr));
  return resolved ? resolved.get() : "";
}

bool IsWithin(const std::string& path, const std::string& root) {
  return path == root || absl::StartsWith(path, root == "/" ? root : root + "/");
}

}  // namespace

absl::Status BrokenEntry(absl::string_view relative, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(EscapeForLine(relative), ": ", what));
}

bool IsSafeName(const std::string& name) {
  if (name.empty() || name.size() > NAME_MAX || name[0] == '.' || name[0] == '-') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '+' || c == '-';
  });
}

absl::StatusOr<PackageFiles> PackageFiles::Open(const std::string& dir) {
  struct stat status;
  const std::string root = RealPath(dir);
  if (root.empty() || ::stat(root.c_str(), &status) < 0)
    return absl::ErrnoToStatus(errno, "the problem package cannot be opened");
  if (!S_ISDIR(status.st_mode)) return absl::NotFoundError("a problem package is a folder, this is a file");
  return PackageFiles(root);
}

absl::StatusOr<std::optional<Entry>> PackageFiles::Find(const std::string& relative) const {
  const std::string literal = absl::StrCat(root_, "/", relative);
  struct stat status;
  if (::lstat(literal.c_str(), &status) < 0) {
    if (errno == ENOENT) return std::nullopt;
    return absl::ErrnoToStatus(errno, EscapeForLine(relative));
  }
  Entry entry;
  entry.name = relative.substr(relative.rfind('/') + 1);
  entry.relative = relative;
  entry.path = RealPath(literal);
  if (entry.path.empty()) {
    if (errno == ENOENT || errno == ELOOP)
      return BrokenEntry(relative, "a symbolic link to nothing; remove or mend it");
    return absl::ErrnoToStatus(errno, EscapeForLine(relative));
  }
  if (!IsWithin(entry.path, root_))
    return BrokenEntry(relative, "a symbolic link that leaves the package; put a copy of the file there");
  if (::stat(entry.path.c_str(), &status) < 0) return absl::ErrnoToStatus(errno, EscapeForLine(relative));
  entry.is_folder = S_ISDIR(status.st_mode);
  if (!entry.is_folder && !S_ISREG(status.st_mode))
    return BrokenEntry(relative, "neither a file nor a folder; a package holds nothing else");
  entry.bytes = entry.is_folder ? 0 : status.st_size;
  return entry;
}

absl::StatusOr<std::vector<Entry>> PackageFiles::List(const std::string& relative) {
  JUDGE_ASSIGN_OR_RETURN(const std::optional<Entry> folder, Find(relative));
  std::vector<Entry> entries;
  if (!folder) return entries;
  if (!folder->is_folder) return BrokenEntry(relative, "has to be a folder");
  const std::unique_ptr<DIR, DirDeleter> dir(::opendir(folder->path.c_str()));
  if (!dir) return absl::ErrnoToStatus(errno, EscapeForLine(relative));
  while (const dirent* found = ::readdir(dir.get())) {
    const std::string name = found->d_name;
    if (name[0] == '.') continue;
    const std::string entry_relative = absl::StrCat(relative, "/", name);
    if (!IsSafeName(name))
      return BrokenEntry(entry_relative,
                         "file names in a package are made of letters, digits, '_', '.', '+' and '-'; rename it");
    if (++entries_seen_ > kMaxEntries)
      return absl::ResourceExhaustedError(absl::StrCat("more than ", kMaxEntries, " files"));
    JUDGE_ASSIGN_OR_RETURN(std::optional<Entry> entry, Find(entry_relative));
    if (entry) entries.push_back(*std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

absl::StatusOr<std::vector<Entry>> PackageFiles::ListTree(const std::string& relative) {
  std::vector<Entry> files;
  JUDGE_RETURN_IF_ERROR(AddTree(relative, 0, files));
  return files;
}

absl::Status PackageFiles::AddTree(const std::string& relative, int depth, std::vector<Entry>& files) {
  if (depth > kMaxFolderDepth)
    return BrokenEntry(relative, "too many folders within folders (or a link to a folder above)");
  JUDGE_ASSIGN_OR_RETURN(std::vector<Entry> entries, List(relative));
  for (Entry& entry : entries) {
    if (entry.is_folder)
      JUDGE_RETURN_IF_ERROR(AddTree(entry.relative, depth + 1, files));
    else
      files.push_back(std::move(entry));
  }
  return absl::OkStatus();
}

}  // namespace judge::problem
