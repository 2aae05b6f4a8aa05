// Archives. Whatever is in one: files and folders alone come of it, within the bounds.
#include <filesystem>

#include "base/testing_fuzz.h"
#include "problem/archive.h"

namespace judge {
namespace {

constexpr problem::ArchiveBounds kBounds = {.entries = 20, .bytes = 100'000, .depth = 3};

void RequireBounded(const std::string& folder) {
  int64_t entries = 0, bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    ++entries;
    const auto type = entry.symlink_status().type();
    Require(type == std::filesystem::file_type::regular || type == std::filesystem::file_type::directory,
            "there are files and folders alone");
    if (type == std::filesystem::file_type::regular) bytes += static_cast<int64_t>(entry.file_size());
  }
  Require(entries <= kBounds.entries && bytes <= kBounds.bytes, "within the bounds");
}

}  // namespace

void Fuzz(absl::string_view input) {
  static const TemporaryFolder inputs = MakeInputFolder();
  const std::string file = inputs.path() + "/archive", folder = inputs.path() + "/unpacked";
  WriteInput(file, input);
  Require(RemoveTree(folder).ok() && MakeFolders(folder).ok(), "an empty folder can be made");
  const absl::Status status = problem::UnpackArchive(file, folder, kBounds);
  RequireBounded(folder);
  if (!status.ok()) return RequireReadable(status);
  const auto root = problem::PackageFolderIn(folder);
  if (!root.ok()) RequireReadable(root.status());
}

}  // namespace judge
