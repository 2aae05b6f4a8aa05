// docs/security.md names the programs that show each defence: all of them, and none that is not there.
#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "sandbox/hostile_program.h"

namespace judge::sandbox {
namespace {

constexpr char kTestdata[] = JUDGE_SOURCE_DIR "/sandbox/testdata";
constexpr char kDocument[] = JUDGE_SOURCE_DIR "/docs/security.md";

// What stands between backquotes in the last column of its table.
std::vector<std::string> NamedPatterns() {
  std::vector<std::string> patterns;
  const std::string text = ReadFile(kDocument, 1 << 20).value_or("");
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StartsWith(line, "| ")) continue;
    const std::vector<absl::string_view> cells = absl::StrSplit(line, '|');
    const std::vector<std::string> pieces = absl::StrSplit(cells[cells.size() - 2], '`');
    for (size_t i = 1; i < pieces.size(); i += 2) patterns.push_back(pieces[i]);
  }
  return patterns;
}

// "spins", "pairs/meets_by_flock", "compile/macro_bomb".
std::vector<std::string> Programs() {
  std::vector<std::string> programs;
  for (const char* folder : {"", "pairs/", "compile/"}) {
    for (const std::string& path : HostileProgramFiles(absl::StrCat(kTestdata, "/", folder)))
      programs.push_back(absl::StrCat(folder, std::filesystem::path(path).stem().string()));
  }
  return programs;
}

bool Matches(const std::string& pattern, const std::string& program) {
  return ::fnmatch(pattern.c_str(), program.c_str(), FNM_PATHNAME) == 0;
}

TEST(SecurityDocumentTest, NamesEveryHostileProgram) {
  const std::vector<std::string> patterns = NamedPatterns();
  for (const std::string& program : Programs()) {
    const bool named = std::any_of(patterns.begin(), patterns.end(),
                                   [&](const std::string& pattern) { return Matches(pattern, program); });
    EXPECT_TRUE(named) << program << " is in no row of " << kDocument;
  }
}

TEST(SecurityDocumentTest, NamesNoProgramThatIsNotThere) {
  const std::vector<std::string> programs = Programs();
  const std::vector<std::string> patterns = NamedPatterns();
  EXPECT_GT(patterns.size(), 50u);
  for (const std::string& pattern : patterns) {
    const bool there = std::any_of(programs.begin(), programs.end(),
                                   [&](const std::string& program) { return Matches(pattern, program); });
    EXPECT_TRUE(there) << pattern;
  }
}

}  // namespace
}  // namespace judge::sandbox
