// A problem package. An input is its problem.yaml; after a line "--- NAME" follows the text of another of its files.
#include <filesystem>
#include <map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/testing_fuzz.h"
#include "problem/package.h"

namespace judge {
namespace {

// The files whose text is read; all others are only hashed, or not looked at.
constexpr const char* kFiles[] = {"problem.yaml",
                                  ".timelimit",
                                  "domjudge-problem.ini",
                                  "data/testdata.yaml",
                                  "data/secret/testdata.yaml",
                                  "data/secret/test_group.yaml",
                                  "data/secret/1.yaml",
                                  "submissions/accepted/main.c"};

TemporaryFolder FolderWithOneTest() {
  TemporaryFolder folder = MakeInputFolder();
  for (const char* name : {"/data/secret", "/submissions/accepted"})
    Require(MakeFolders(folder.path() + name).ok(), "a folder can be made");
  for (const char* name : {"/data/secret/1.in", "/data/secret/1.ans"}) WriteInput(folder.path() + name, "1\n");
  return folder;
}

std::map<std::string, std::string> Split(absl::string_view input) {
  std::map<std::string, std::string> files;
  std::string* file = &files["problem.yaml"];
  for (const absl::string_view line : absl::StrSplit(input, '\n')) {
    if (absl::StartsWith(line, "--- "))
      file = &files[std::string(line.substr(4))];
    else
      absl::StrAppend(file, line, "\n");
  }
  return files;
}

void WriteFiles(const std::string& folder, absl::string_view input) {
  const std::map<std::string, std::string> files = Split(input);
  for (const char* name : kFiles) {
    const std::string path = absl::StrCat(folder, "/", name);
    const auto file = files.find(name);
    if (file != files.end())
      WriteInput(path, file->second);
    else
      std::filesystem::remove(path);
  }
}

void RequireSound(const v1::Problem& problem) {
  constexpr uint64_t kDayMs = 24 * 60 * 60 * 1000, kTiB = uint64_t{1} << 40;
  Require(problem.tests_size() == 1, "the one test is there");
  Require(problem.digest().size() == 64, "there is a digest");
  for (const v1::Limits* limits : {&problem.limits(), &problem.compilation_limits(), &problem.validation_limits()}) {
    Require(limits->cpu_time_ms() <= kDayMs, "a time is at most a day");
    Require(limits->memory_bytes() <= kTiB && limits->output_bytes() <= kTiB, "a size is at most 1 TiB");
  }
  const v1::Timing& timing = problem.timing();
  Require(timing.ac_to_time_limit() >= 1 && timing.time_limit_to_tle() >= 1 && timing.resolution_seconds() > 0,
          "factors are numbers that make sense");
}

}  // namespace

void Fuzz(absl::string_view input) {
  static const TemporaryFolder folder = FolderWithOneTest();
  WriteFiles(folder.path(), input);
  const auto package = problem::LoadPackage(folder.path());
  if (!package.ok()) return RequireReadable(package.status());
  RequireSound(package->problem);
  for (const std::string& warning : package->warnings) RequireReadable(absl::InvalidArgumentError(warning));
  v1::Problem copy;
  Require(copy.ParseFromString(package->problem.SerializeAsString()), "its texts are valid UTF-8");
}

}  // namespace judge
