#include "image/manifest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace judge::image {
namespace {

absl::StatusOr<std::string> DescribeRegular(const std::string& path, absl::string_view owner,
                                            const struct stat& status) {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, Open(path, O_RDONLY | O_NOFOLLOW));
  JUDGE_ASSIGN_OR_RETURN(const std::string digest, Sha256HexOf(file));
  return absl::StrFormat("file %04o %s %d %s", status.st_mode & 07777, owner, status.st_size, digest);
}

absl::StatusOr<std::string> DescribeLink(const std::string& path, absl::string_view owner) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::read_symlink(path, error);
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("readlink ", path));
  return absl::StrCat("link ", owner, " ", absl::CEscape(target.string()));
}

absl::StatusOr<std::string> Describe(const std::string& path, const struct stat& status) {
  const std::string owner = absl::StrCat(status.st_uid, ":", status.st_gid);
  const unsigned mode = status.st_mode & 07777;
  if (S_ISREG(status.st_mode)) return DescribeRegular(path, owner, status);
  if (S_ISLNK(status.st_mode)) return DescribeLink(path, owner);
  if (S_ISDIR(status.st_mode)) return absl::StrFormat("folder %04o %s", mode, owner);
  if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))
    return absl::StrFormat("device %04o %s %c %d:%d", mode, owner, S_ISCHR(status.st_mode) ? 'c' : 'b',
                           major(status.st_rdev), minor(status.st_rdev));
  return absl::StrFormat("other %04o %s", mode, owner);
}

absl::Status Add(const std::string& path, const std::string& name, Manifest& manifest) {
  struct stat status;
  if (::lstat(path.c_str(), &status) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("stat ", path));
  JUDGE_ASSIGN_OR_RETURN(manifest.files[absl::CEscape(name)], Describe(path, status));
  if (S_ISREG(status.st_mode)) manifest.bytes += status.st_size;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Manifest> DescribeFiles(const std::string& root) {
  Manifest manifest;
  JUDGE_RETURN_IF_ERROR(Add(root, ".", manifest));
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string path = entry->path().string();
    JUDGE_RETURN_IF_ERROR(Add(path, path.substr(root.size() + 1), manifest));
  }
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("read ", root));
  return manifest;
}

std::string ManifestToText(const Manifest& manifest) {
  std::string text = absl::StrCat("bytes\t", manifest.bytes, "\n");
  for (const auto& [path, description] : manifest.files) absl::StrAppend(&text, path, "\t", description, "\n");
  return text;
}

absl::StatusOr<Manifest> ManifestFromText(absl::string_view text) {
  Manifest manifest;
  bool first = true;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> field = absl::StrSplit(line, absl::MaxSplits('\t', 1));
    if (!first) {
      manifest.files.emplace(field.first, field.second);
    } else if (field.first != "bytes" || !absl::SimpleAtoi(field.second, &manifest.bytes)) {
      break;
    }
    first = false;
  }
  if (manifest.files.empty()) return absl::DataLossError("not a manifest");
  return manifest;
}

std::vector<std::string> Differences(const Manifest& before, const Manifest& now, size_t max) {
  std::vector<std::string> lines;
  for (const auto& [path, description] : before.files) {
    const auto found = now.files.find(path);
    if (found == now.files.end())
      lines.push_back(absl::StrCat(path, ": missing"));
    else if (found->second != description)
      lines.push_back(absl::StrCat(path, ": was ", description, ", is ", found->second));
  }
  for (const auto& [path, description] : now.files) {
    if (before.files.count(path) == 0) lines.push_back(absl::StrCat(path, ": added, ", description));
  }
  if (lines.size() > max) {
    const size_t more = lines.size() - max;
    lines.resize(max);
    lines.push_back(absl::StrCat("and ", more, " more"));
  }
  return lines;
}

}  // namespace judge::image
