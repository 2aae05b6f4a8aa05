#include "sandbox/suite/suite.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/suite/compile_attack.h"
#include "sandbox/suite/program.h"

namespace judge::sandbox {
namespace {

constexpr int64_t kMaxDocumentBytes = 1 << 20;
constexpr char kPairs[] = "pairs/";
constexpr char kCompile[] = "compile/";

// "| attack | defences | `pattern` `pattern` |"; other rows and lines have no patterns.
Attack ParseRow(absl::string_view line) {
  const std::vector<absl::string_view> cells = absl::StrSplit(line, '|');
  if (cells.size() != 5) return {};
  Attack attack = {
      std::string(absl::StripAsciiWhitespace(cells[1])), std::string(absl::StripAsciiWhitespace(cells[2])), {}};
  const std::vector<std::string> pieces = absl::StrSplit(cells[3], '`');
  for (size_t i = 1; i < pieces.size(); i += 2) attack.patterns.push_back(pieces[i]);
  return attack;
}

absl::StatusOr<std::string> WhyOf(const std::string& path) {
  JUDGE_ASSIGN_OR_RETURN(const auto head, ReadHead(path));
  for (const auto& [key, value] : head)
    if (key == "why") return value;
  return std::string();
}

}  // namespace

absl::StatusOr<std::vector<Attack>> ReadAttacks(const std::string& document) {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(document, kMaxDocumentBytes));
  std::vector<Attack> attacks;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    Attack attack = ParseRow(line);
    if (!attack.patterns.empty()) attacks.push_back(std::move(attack));
  }
  if (attacks.empty()) return absl::InvalidArgumentError(absl::StrCat(document, ": has no table of attacks"));
  return attacks;
}

bool Shows(const std::string& program, const Attack& attack) {
  return std::any_of(attack.patterns.begin(), attack.patterns.end(), [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), program.c_str(), FNM_PATHNAME) == 0;
  });
}

absl::StatusOr<std::vector<SuiteProgram>> ReadSuitePrograms(const std::string& suite_folder) {
  std::vector<SuiteProgram> programs;
  for (const char* folder : {"", kPairs, kCompile}) {
    for (const std::string& path : HostileProgramFiles(absl::StrCat(suite_folder, "/", folder))) {
      SuiteProgram program = {absl::StrCat(folder, std::filesystem::path(path).stem().string()), path, ""};
      JUDGE_ASSIGN_OR_RETURN(program.why, WhyOf(path));
      programs.push_back(std::move(program));
    }
  }
  if (programs.empty()) {
    return absl::NotFoundError(
        absl::StrCat("no suite is in ", suite_folder, "; run ./dev build, or name another by --suite"));
  }
  return programs;
}

absl::StatusOr<std::vector<AttackPrograms>> ReadSuite(const std::string& suite_folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<SuiteProgram> programs, ReadSuitePrograms(suite_folder));
  JUDGE_ASSIGN_OR_RETURN(const std::vector<Attack> attacks, ReadAttacks(suite_folder + "/security.md"));
  std::vector<AttackPrograms> suite;
  for (const Attack& attack : attacks) suite.push_back({attack, {}});
  for (const SuiteProgram& program : programs) {
    const auto row = std::find_if(suite.begin(), suite.end(),
                                  [&](const AttackPrograms& one) { return Shows(program.name, one.attack); });
    if (row == suite.end()) {
      return absl::InvalidArgumentError(absl::StrCat(suite_folder, "/security.md: ", program.name, " is in no row"));
    }
    row->programs.push_back(program);
  }
  return suite;
}

bool NeedsJudgeCli(const SuiteProgram& program) { return absl::StartsWith(program.name, kCompile); }

Finding RunSuiteProgram(SuiteMachine& machine, const SuiteProgram& program) {
  if (NeedsJudgeCli(program)) return RunCompileAttack(machine.places(), program.path);
  const absl::StatusOr<HostileProgram> head = ReadHostileProgram(program.path);
  if (!head.ok()) return Failed("", head.status());
  return absl::StartsWith(program.name, kPairs) ? RunPair(machine, *head) : RunProgram(machine, *head);
}

}  // namespace judge::sandbox
