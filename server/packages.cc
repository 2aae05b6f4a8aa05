#include "server/packages.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"

namespace judge::server {
namespace {

constexpr char kUploadPrefix[] = "upload-";
constexpr size_t kDigestDigits = 64;

bool IsDigest(const std::string& text) {
  return text.size() == kDigestDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
         });
}

absl::Status Sync(const Fd& fd) {
  if (::fsync(fd.get()) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, "fsync");
}

}  // namespace

absl::Status Upload::Append(absl::string_view bytes) {
  hash_->Update(bytes);
  size_ += static_cast<int64_t>(bytes.size());
  return Annotate(WriteAll(file_, bytes), "keep what was uploaded");
}

absl::StatusOr<std::string> Upload::MakeUnpackFolder() const {
  std::string folder = scratch_.path() + "/unpacked";
  JUDGE_RETURN_IF_ERROR(MakeFolders(folder));
  return folder;
}

const std::string& Upload::Digest() {
  if (digest_.empty()) digest_ = hash_->Hex();
  return digest_;
}

absl::StatusOr<std::string> Upload::Keep() {
  const std::string digest = Digest();
  JUDGE_RETURN_IF_ERROR(Sync(file_));
  // Over the same bytes, if they are there already.
  if (::rename(archive().c_str(), absl::StrCat(packages_, "/", digest).c_str()) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("rename to ", packages_, "/", digest));
  JUDGE_ASSIGN_OR_RETURN(const Fd folder, judge::Open(packages_, O_RDONLY | O_DIRECTORY));
  JUDGE_RETURN_IF_ERROR(Sync(folder));
  return digest;
}

absl::StatusOr<Packages> Packages::Open(const std::string& folder) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(folder, 0700));
  std::vector<std::string> left;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (absl::StartsWith(entry.path().filename().string(), kUploadPrefix)) left.push_back(entry.path());
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("list ", folder));
  for (const std::string& path : left) JUDGE_RETURN_IF_ERROR(RemoveTree(path));
  return Packages(folder);
}

absl::StatusOr<Upload> Packages::Begin() const {
  JUDGE_ASSIGN_OR_RETURN(TemporaryFolder scratch, TemporaryFolder::Make(kUploadPrefix, folder_));
  Upload upload(folder_, std::move(scratch));
  JUDGE_ASSIGN_OR_RETURN(upload.file_, judge::Open(upload.archive(), O_WRONLY | O_CREAT | O_EXCL, 0600));
  return upload;
}

absl::StatusOr<Fd> Packages::Find(const std::string& digest) const {
  if (!IsDigest(digest)) return absl::NotFoundError(absl::StrCat("no package ", QuoteForLine(digest)));
  absl::StatusOr<Fd> file = OpenRegular(absl::StrCat(folder_, "/", digest), std::numeric_limits<int64_t>::max());
  if (absl::IsNotFound(file.status())) return absl::NotFoundError(absl::StrCat("no package ", digest));
  return file;
}

}  // namespace judge::server
