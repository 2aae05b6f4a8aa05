#include "problem/programs.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::problem {
namespace {

constexpr size_t kMaxFiles = 1000;
// In a larger source nobody looks for @EXPECTED_RESULTS@.
constexpr int64_t kMaxSourceBytes = 1 << 20;

absl::StatusOr<Program> ReadProgram(PackageFiles& files, const Entry& entry, std::string name) {
  Program program;
  program.name = std::move(name);
  if (!entry.is_folder) {
    program.files.push_back({entry.name, entry.path});
    return program;
  }
  JUDGE_ASSIGN_OR_RETURN(const std::vector<Entry> tree, files.ListTree(entry.relative));
  if (tree.empty())
    return absl::InvalidArgumentError(absl::StrCat(entry.relative, ": has no source file; add one or remove it"));
  if (tree.size() > kMaxFiles)
    return absl::ResourceExhaustedError(absl::StrCat(entry.relative, ": more than ", kMaxFiles, " files"));
  for (const Entry& file : tree) program.files.push_back({file.relative.substr(entry.relative.size() + 1), file.path});
  return program;
}

absl::StatusOr<std::optional<Expectation>> ExpectationOfProgram(const Program& program) {
  for (const File& file : program.files) {
    const absl::StatusOr<std::string> source = ReadFile(file.path, kMaxSourceBytes, Links::kRefuse);
    if (source.status().code() == absl::StatusCode::kResourceExhausted) continue;
    JUDGE_RETURN_IF_ERROR(source.status());
    absl::StatusOr<std::optional<Expectation>> expectation = ExpectationOfSource(*source);
    if (!expectation.ok()) return Annotate(expectation.status(), absl::StrCat("submissions/", program.name));
    if (*expectation) return *std::move(expectation);
  }
  return std::nullopt;
}

bool IsHeader(const Entry& entry) {
  return absl::EndsWith(entry.name, ".h") || absl::EndsWith(entry.name, ".hpp") || absl::EndsWith(entry.name, ".hh");
}

// A validator is one file, one folder, or (the folder of validators itself) several files.
absl::StatusOr<Program> ReadValidatorFolder(PackageFiles& files, const std::string& folder,
                                            const std::vector<Entry>& entries, bool legacy) {
  if (entries.size() == 1) return ReadProgram(files, entries[0], entries[0].name);
  // Legacy runs every program that lies there; headers beside one source are no programs.
  const auto programs = std::count_if(entries.begin(), entries.end(), [](const Entry& e) { return !IsHeader(e); });
  if (legacy && programs > 1)
    return absl::UnimplementedError(absl::StrCat(
        folder, ": more than one output validator is not supported yet; put the files of one program into one folder"));
  Entry self;
  self.relative = folder;
  self.is_folder = true;
  return ReadProgram(files, self, folder);
}

}  // namespace

absl::StatusOr<std::vector<Submission>> ReadSubmissions(PackageFiles& files, v1::Problem::Format format,
                                                        std::vector<std::string>& warnings) {
  const bool legacy = format == v1::Problem::LEGACY;
  std::vector<Submission> submissions;
  JUDGE_ASSIGN_OR_RETURN(const std::vector<Entry> folders, files.List("submissions"));
  for (const Entry& folder : folders) {
    if (!legacy && folder.name == "submissions.yaml")
      warnings.push_back("submissions/submissions.yaml is not read yet; the folders' names say what is expected");
    if (!folder.is_folder) continue;
    const std::optional<Expectation> of_folder = ExpectationOfFolder(folder.name, legacy);
    JUDGE_ASSIGN_OR_RETURN(const std::vector<Entry> entries, files.List(folder.relative));
    for (const Entry& entry : entries) {
      JUDGE_ASSIGN_OR_RETURN(Program program, ReadProgram(files, entry, absl::StrCat(folder.name, "/", entry.name)));
      JUDGE_ASSIGN_OR_RETURN(std::optional<Expectation> expectation, ExpectationOfProgram(program));
      if (!expectation) expectation = of_folder;
      if (expectation)
        submissions.push_back({std::move(program), *std::move(expectation)});
      else
        warnings.push_back(absl::StrCat(entry.relative,
                                        " is left out: neither the folder's name nor an "
                                        "@EXPECTED_RESULTS@ comment says what is expected"));
    }
  }
  return submissions;
}

absl::StatusOr<std::optional<Program>> ReadOutputValidator(PackageFiles& files, v1::Problem::Format format) {
  const bool legacy = format == v1::Problem::LEGACY;
  const std::string folder = legacy ? "output_validators" : "output_validator";
  JUDGE_ASSIGN_OR_RETURN(const std::vector<Entry> entries, files.List(folder));
  if (entries.empty()) {
    const char* const other = legacy ? "output_validator" : "output_validators";
    JUDGE_ASSIGN_OR_RETURN(const std::vector<Entry> misnamed, files.List(other));
    if (misnamed.empty()) return std::nullopt;
    return BrokenEntry(other, absl::StrCat("is the name that ", legacy ? "format 2025-09" : "the legacy format",
                                           " has for it, and this package is of the other; rename it to ", folder));
  }
  JUDGE_ASSIGN_OR_RETURN(Program program, ReadValidatorFolder(files, folder, entries, legacy));
  for (const File& file : program.files)
    if (file.name == "build" || file.name == "run")
      return absl::UnimplementedError(absl::StrCat(
          folder, ": validators with a 'build' or 'run' script are not supported yet; use C, C++ or Python sources"));
  return program;
}

}  // namespace judge::problem
