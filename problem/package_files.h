// The files of a package, seen without ever leaving its folder.
#ifndef JUDGE_PROBLEM_PACKAGE_FILES_H_
#define JUDGE_PROBLEM_PACKAGE_FILES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace judge::problem {

struct Entry {
  // As it stands in its folder, safe (see problem/package.h).
  std::string name;
  // Below the package's folder, for messages and for List: "data/secret/1.in".
  std::string relative;
  // Absolute, links resolved: within the package.
  std::string path;
  bool is_folder = false;
  // Of a file.
  int64_t bytes = 0;
};

// Names in errors are relative to the package and escaped.
class PackageFiles {
 public:
  // NOT_FOUND when `dir` is no folder.
  static absl::StatusOr<PackageFiles> Open(const std::string& dir);

  const std::string& root() const { return root_; }

  // What is in a folder, by name; hidden entries (".gitignore") are left out. Nothing when there is no such folder. An
  // entry with an unsafe name, a link that leaves the package, a device or fifo, and too many entries are errors.
  absl::StatusOr<std::vector<Entry>> List(const std::string& relative);

  // Every file in and below a folder, by relative path. Too deep a tree is an error.
  absl::StatusOr<std::vector<Entry>> ListTree(const std::string& relative);

  // One file or folder, or nothing. The name is the caller's own and is not checked.
  absl::StatusOr<std::optional<Entry>> Find(const std::string& relative) const;

 private:
  explicit PackageFiles(std::string root) : root_(std::move(root)) {}
  absl::Status AddTree(const std::string& relative, int depth, std::vector<Entry>& files);

  std::string root_;
  int64_t entries_seen_ = 0;
};

// What is wrong with a file or folder of a package, by its name in the package.
absl::Status BrokenEntry(absl::string_view relative, absl::string_view what);

// Whether it may be a file's or a folder's name in a box and an argument of a command: [A-Za-z0-9_.+-], no dot or dash
// in front, at most 255 bytes.
bool IsSafeName(const std::string& name);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_PACKAGE_FILES_H_
