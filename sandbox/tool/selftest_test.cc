// judge-sandbox selftest on a few programs: hostile_test and its like run them all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "sandbox/tool/tool_process.h"

namespace judge::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class SelftestTest : public ::testing::Test {
 protected:
  Said Selftest(const std::string& arguments, const std::string& variables = "") const {
    return tool_.Call(absl::StrCat("selftest --profiles ", JUDGE_SOURCE_DIR, "/profiles ", arguments), "/dev/null",
                      variables);
  }
  // By a spawner that makes no session for the target.
  Said WeakenedSelftest(const std::string& arguments) const {
    return Selftest(arguments,
                    absl::StrCat("JUDGE_SPAWNER=", JUDGE_BIN_DIR, "/judge-spawner-weakened ", "JUDGE_WITHOUT=session"));
  }

  ToolProcess tool_;
};

TEST_F(SelftestTest, CountsTheProgramsThatWereHeldByAttack) {
  const Said said = Selftest("--filter fd_flood --filter 'fork_bomb*' --filter pairs/meets_by_flock");
  EXPECT_EQ(said.exit_code, 0) << said.out;
  EXPECT_EQ(said.err, "");
  EXPECT_THAT(said.out, StartsWith("Linux "));
  EXPECT_THAT(said.out, HasSubstr("1/1  talk to another box\n"));
  EXPECT_THAT(said.out, HasSubstr("2/2  use up processes\n"));
  EXPECT_THAT(said.out, HasSubstr("1/1  use up files, space, descriptors, output\n"));
  EXPECT_THAT(said.out, HasSubstr("\nleft behind on the machine: nothing\n4 of 4 programs were held; "));
  EXPECT_THAT(said.out, Not(HasSubstr("\x1b"))) << "a pipe is no terminal";
}

TEST_F(SelftestTest, JudgesCompilersAsWell) {
  const Said said = Selftest("--filter compile/no_main --filter compile/include_shadow");
  EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("2 of 2 programs were held; "));
}

TEST_F(SelftestTest, TriesTheCompilersOfThisMachineWhicheverServerTheUserHasJudgeForHim) {
  const Said said = Selftest("--filter compile/no_main", "JUDGE_SERVER=127.0.0.1:1");
  EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
}

TEST_F(SelftestTest, NamesTheProgramThatADefenceLessLetsThrough) {
  const Said said = WeakenedSelftest("--filter session --filter fd_flood");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_THAT(said.out, HasSubstr("0/1  use descriptors and terminals that are not its own\n"));
  EXPECT_THAT(said.out, HasSubstr("\nsession\n  attack    use descriptors and terminals that are not its own\n"));
  EXPECT_THAT(said.out, HasSubstr("\n  expected  OK\n  got       RE 1\n"));
  EXPECT_THAT(said.out, HasSubstr("the sandbox does NOT hold here: 1 of 2 programs were held; "));
}

TEST_F(SelftestTest, PrintsOneJsonObject) {
  const Said said = WeakenedSelftest("--json --filter session --filter fd_flood");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_EQ(said.err, "");
  const auto json = nlohmann::json::parse(said.out, nullptr, /*allow_exceptions=*/false);
  ASSERT_TRUE(json.is_object()) << said.out;
  EXPECT_EQ(json["held"], false);
  EXPECT_EQ(json["attacks"].size(), 2u);
  EXPECT_THAT(json["left_behind"], testing::IsEmpty());
  ASSERT_EQ(json["programs"].size(), 2u);
  const auto& program = json["programs"][0];
  EXPECT_EQ(program["name"], "session");
  EXPECT_EQ(program["held"], false);
  EXPECT_EQ(program["expected"], "OK");
  EXPECT_EQ(program["got"], "RE 1");
  EXPECT_EQ(json["programs"][1]["held"], true);
}

TEST_F(SelftestTest, ListsTheSuiteWithoutAMachineToRunItOn) {
  const Said said = Selftest("--list --state /nonexistent");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\nuse up processes\n"));
  EXPECT_THAT(said.out, HasSubstr("\n  fork_bomb "));
  EXPECT_THAT(said.out, HasSubstr("\n  compile/macro_bomb "));
}

TEST_F(SelftestTest, SaysInOneLineWhatIsMissing) {
  const auto expect_misuse = [](const Said& said, const std::string& what) {
    EXPECT_EQ(said.exit_code, 2) << said.err;
    EXPECT_THAT(said.err, StartsWith("judge-sandbox: "));
    EXPECT_THAT(said.err, HasSubstr(what));
    EXPECT_EQ(std::count(said.err.begin(), said.err.end(), '\n'), 1) << said.err;
    EXPECT_EQ(said.out, "");
  };
  expect_misuse(Selftest("--suite /nonexistent"), "no suite is in /nonexistent");
  expect_misuse(Selftest("--layer 0123456789abcdef"), "no layer 0123456789abcdef is built");
  // An ordinary user without images of his own has the machine's.
  if (::geteuid() == 0) expect_misuse(Selftest("--state /nonexistent"), "judge-cli image build base");
  expect_misuse(Selftest("--filter no_such_program"), "--list tells which there are");
}

TEST_F(SelftestTest, SaysWhenNoBoxCanBeMade) {
  const Said said = Selftest("--filter fd_flood", "JUDGE_SPAWNER=/bin/false");
  EXPECT_EQ(said.exit_code, 3) << said.out;
  EXPECT_THAT(said.err, StartsWith("judge-sandbox: "));
}

}  // namespace
}  // namespace judge::sandbox
