#include "worker/submission.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "problem/package_files.h"

namespace judge::worker {
namespace {

// Of a file in a package: what is too long for its problem is found later, and said as such.
constexpr int64_t kMaxProgramBytes = 16 << 20;

bool IsSafeName(const std::string& name) { return name.size() <= 100 && problem::IsSafeName(name); }

std::string Quoted(const std::string& name) { return absl::StrCat("'", EscapeForLine(name.substr(0, 120)), "'"); }

absl::Status CheckSizes(const std::vector<SourceFile>& sources, int64_t max_bytes) {
  if (sources.empty()) return absl::InvalidArgumentError("no source file: name at least one");
  if (sources.size() > kMaxSources)
    return absl::InvalidArgumentError(
        absl::StrCat(sources.size(), " source files, at most ", kMaxSources, " are taken"));
  int64_t total = 0;
  for (const SourceFile& source : sources) total += static_cast<int64_t>(source.bytes.size());
  if (total == 0) return absl::InvalidArgumentError(absl::StrCat("source ", Quoted(sources[0].name), " is empty"));
  if (total > max_bytes)
    return absl::InvalidArgumentError(
        absl::StrCat("the source is ", total, " bytes long, more than the ", max_bytes, " that are allowed"));
  return absl::OkStatus();
}

absl::Status CheckNames(const v1::Profile& profile, const std::vector<SourceFile>& sources) {
  std::set<std::string> taken = {profile.compile().artifact()};
  for (const SourceFile& source : sources) {
    if (source.name.find('/') != std::string::npos)
      return absl::InvalidArgumentError(
          absl::StrCat("source ", Quoted(source.name), ": sources in folders are not supported yet"));
    if (!IsSafeName(source.name))
      return absl::InvalidArgumentError(absl::StrCat("source name ", Quoted(source.name),
                                                     ": use letters, digits, '.', '_', '+' and '-' only, at most 100"));
    if (!taken.insert(source.name).second)
      return absl::InvalidArgumentError(
          absl::StrCat("source name ", Quoted(source.name), " is taken: rename the file"));
  }
  if (std::none_of(sources.begin(), sources.end(), [&](const auto& source) { return IsSource(profile, source.name); }))
    return absl::InvalidArgumentError(absl::StrCat("no source has an extension of profile ", profile.id()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<const v1::Profile*> ProfileOf(const ProfileSet& profiles, const Submission& submission) {
  if (!submission.profile.empty()) return profiles.Find(submission.profile);
  std::vector<std::string> names;
  for (const SourceFile& source : submission.sources) names.push_back(source.name);
  return profiles.GuessFor(names);
}

absl::StatusOr<Submission> ReadProgram(const problem::Program& program) {
  Submission submission;
  for (const problem::File& file : program.files) {
    SourceFile& source = submission.sources.emplace_back();
    source.name = file.name;
    JUDGE_ASSIGN_OR_RETURN(source.bytes, ReadFile(file.path, kMaxProgramBytes, Links::kRefuse));
  }
  return submission;
}

absl::StatusOr<std::vector<SourceFile>> SafeSources(const v1::Profile& profile, const std::vector<SourceFile>& sources,
                                                    int64_t max_bytes) {
  JUDGE_RETURN_IF_ERROR(CheckSizes(sources, max_bytes));
  std::vector<SourceFile> safe = sources;
  if (safe.size() == 1) {
    std::string& name = safe[0].name;
    if (!IsSafeName(name) || !IsSource(profile, name) || name == profile.compile().artifact())
      name = profile.source_name();
  }
  JUDGE_RETURN_IF_ERROR(CheckNames(profile, safe));
  return safe;
}

}  // namespace judge::worker
