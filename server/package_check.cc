#include "server/package_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "problem/package.h"
#include "proto/result_size.h"
#include "server/problems.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

// What a package says of itself, its tests one by one, is in answers to clients.
constexpr size_t kMaxDescriptionBytes = kMaxResultBytes;

// What is wrong with the bytes, or beyond the bounds, is the client's; the rest is ours.
absl::Status ForClient(const absl::Status& status, const std::string& folder) {
  // Where on this machine it was unpacked is nobody's business.
  const std::string message = absl::StrReplaceAll(status.message(), {{folder + "/", ""}, {folder, "the archive"}});
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return absl::OkStatus();
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kNotFound:
      return BadRequest({{"data", message}});
    default:
      return absl::Status(status.code(), message);
  }
}

std::vector<std::string> ForAnswer(std::vector<std::string> warnings) {
  constexpr size_t kMost = 100, kMostBytes = 500;
  const size_t all = warnings.size();
  warnings.resize(std::min(all, kMost));
  for (std::string& warning : warnings) warning = CutUtf8(warning, kMostBytes);
  if (all > kMost) warnings.push_back(absl::StrCat("and ", all - kMost, " more"));
  return warnings;
}

}  // namespace

absl::Status CheckProblemName(const std::string& name) {
  if (IsProblemName(name)) return absl::OkStatus();
  return BadRequest(
      {{"header.name", absl::StrCat(QuoteForLine(name), " is no name of a problem: 1 to 63 of [a-z0-9_-]")}});
}

absl::StatusOr<CheckedPackage> CheckPackage(const Upload& upload, const std::string& name,
                                            const problem::ArchiveBounds& bounds) {
  JUDGE_ASSIGN_OR_RETURN(const std::string folder, upload.MakeUnpackFolder());
  JUDGE_RETURN_IF_ERROR(ForClient(problem::UnpackArchive(upload.archive(), folder, bounds), folder));
  const absl::StatusOr<std::string> root = problem::PackageFolderIn(folder);
  if (!root.ok()) return ForClient(root.status(), folder);
  if (name.empty() && *root == folder)
    return BadRequest({{"header.name", "is needed: the archive has no folder that tells it"}});
  absl::StatusOr<problem::Package> package = problem::LoadPackage(*root);
  if (!package.ok()) return ForClient(package.status(), folder);
  CheckedPackage checked = {std::move(package->problem), ForAnswer(std::move(package->warnings))};
  if (const size_t bytes = checked.problem.ByteSizeLong(); bytes > kMaxDescriptionBytes)
    return BadRequest({{"data", absl::StrCat("the names and flags of its tests are ", bytes, " bytes; at most ",
                                             kMaxDescriptionBytes)}});
  if (!name.empty()) checked.problem.set_short_name(name);
  JUDGE_RETURN_IF_ERROR(CheckProblemName(checked.problem.short_name()));
  return checked;
}

}  // namespace judge::server
