// Submissions whose compilation is the attack (testdata/compile): judged by judge-cli as any other. The head of each
// tells what is expected, in these words:
//   expect    OK (it compiles, and runs to exit code 0), or CE with what ended the compile: "diagnostics" (the compiler
//             itself, with a message), "limit" (a limit of the compile's), "*" (either)
//   log-has, log-lacks   a text that the compiler's log must or must not show
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "sandbox/hostile_program.h"

namespace judge::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAttacks[] = JUDGE_SOURCE_DIR "/sandbox/testdata/compile";
constexpr int64_t kMaxReportBytes = 16 << 20;
// What a log may hold, with room for the rest of the report around it.
constexpr size_t kMaxSaneReport = 2 << 20;

// Runs `judge-cli run ARGUMENTS` and returns what it printed. Hostile names are quoted for the shell by the caller.
std::string JudgeCli(const std::string& arguments) {
  const absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make("compile-test-");
  if (!folder.ok()) return folder.status().ToString();
  const std::string out = folder->path() + "/out";
  const std::string command = absl::StrCat(JUDGE_BIN_DIR, "/judge-cli --profiles ", JUDGE_SOURCE_DIR, "/profiles run ",
                                           arguments, " </dev/null >", out, " 2>&1");
  const int status = std::system(command.c_str());
  EXPECT_TRUE(WIFEXITED(status)) << "judge-cli crashed: " << command;
  return ReadFile(out, kMaxReportBytes).value_or("(too long)");
}

nlohmann::json Judge(const std::string& quoted_file) {
  const std::string report = JudgeCli("--json " + quoted_file);
  EXPECT_LE(report.size(), kMaxSaneReport);
  nlohmann::json json = nlohmann::json::parse(report, nullptr, /*allow_exceptions=*/false);
  EXPECT_TRUE(json.is_object()) << report.substr(0, 2000);
  return json.is_object() ? json : nlohmann::json::object();
}

std::string Text(const nlohmann::json& json, const char* pointer) {
  const nlohmann::json::json_pointer place(pointer);
  return json.contains(place) && json[place].is_string() ? json[place].get<std::string>() : "";
}

// "OK", "CE diagnostics", "CE limit", or the verdict.
std::string Outcome(const nlohmann::json& json) {
  const std::string verdict = Text(json, "/verdict");
  if (verdict == "CE") {
    const std::string limit = Text(json, "/compile/facts/limit");
    return limit.empty() || limit == "LIMIT_UNSPECIFIED" ? "CE diagnostics" : "CE limit";
  }
  return verdict.empty() || verdict == "VERDICT_UNSPECIFIED" ? "OK" : verdict;
}

class CompileAttackTest : public ::testing::TestWithParam<std::string> {};

TEST_P(CompileAttackTest, EndsAsItsHeadSays) {
  const auto head = ReadHead(GetParam());
  ASSERT_TRUE(head.ok()) << head.status();
  const nlohmann::json json = Judge(GetParam());
  const std::string log = Text(json, "/compile/log");
  for (const auto& [key, value] : *head) {
    if (key == "expect" && value == "CE *") {
      EXPECT_THAT(Outcome(json), testing::StartsWith("CE ")) << json.dump(2).substr(0, 3000);
    } else if (key == "expect") {
      EXPECT_EQ(Outcome(json), value) << json.dump(2).substr(0, 3000);
    } else if (key == "log-has") {
      EXPECT_THAT(log, HasSubstr(value));
    } else if (key == "log-lacks") {
      EXPECT_THAT(log, Not(HasSubstr(value)));
    } else {
      EXPECT_EQ(key, "why") << "a key that this test does not know";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Testdata, CompileAttackTest, ::testing::ValuesIn(HostileProgramFiles(kAttacks)),
                         [](const auto& file) { return std::filesystem::path(file.param).stem().string(); });

TEST(CompileAttackTest, EscapeSequencesOfTheSourceDoNotReachTheTerminal) {
  const std::string shown = JudgeCli(absl::StrCat(kAttacks, "/terminal_escape.c"));
  EXPECT_THAT(shown, HasSubstr("hidden"));
  EXPECT_THAT(shown, Not(HasSubstr("\033[2J")));
  EXPECT_THAT(shown, Not(HasSubstr("\007")));
}

// Names that a compiler could take for options, response files or shell text.
class HostileNameTest : public ::testing::TestWithParam<const char*> {};

TEST_P(HostileNameTest, IsJudgedAsAnyOther) {
  const absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make("name-test-");
  ASSERT_TRUE(folder.ok()) << folder.status();
  const std::string path = absl::StrCat(folder->path(), "/", GetParam());
  ASSERT_TRUE(WriteFileAtomically(path, "int main(void) { return 0; }\n").ok());
  EXPECT_EQ(Outcome(Judge(absl::StrCat("'", path, "'"))), "OK");
}

INSTANTIATE_TEST_SUITE_P(Names, HostileNameTest,
                         ::testing::Values("-.c", "-o.c", "--version.c", "@file.c", "$(reboot).c", "a b.c", "a\nb.c",
                                           "\033[2J.c", "artifact.c", "\xff.c"));

}  // namespace
}  // namespace judge::sandbox
