// Submissions whose compilation is the attack (testdata/compile), and names of sources that are attacks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "sandbox/suite/compile_attack.h"
#include "sandbox/suite/machine_counts.h"
#include "sandbox/suite/program.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The counts of the machine around all of them.
class Counts : public ::testing::Environment {
 public:
  void SetUp() override {
    // The first start on a machine makes what stays.
    if (const auto first = StartTestMachine(0); !first.ok()) GTEST_FAIL() << first.status();
    before_ = CountMachine(kTestRuntimeFolder);
  }
  void TearDown() override { EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), ""); }

 private:
  MachineCounts before_;
};
[[maybe_unused]] ::testing::Environment* const kCounts = ::testing::AddGlobalTestEnvironment(new Counts);

class CompileAttackTest : public ::testing::TestWithParam<std::string> {};

TEST_P(CompileAttackTest, EndsAsItsHeadSays) { EXPECT_EQ(WhyNotHeld(RunCompileAttack(TestPlaces(), GetParam())), ""); }

INSTANTIATE_TEST_SUITE_P(Suite, CompileAttackTest,
                         ::testing::ValuesIn(HostileProgramFiles(TestPlaces().suite_folder + "/compile")),
                         [](const auto& file) { return std::filesystem::path(file.param).stem().string(); });

TEST(CompileAttackTest, EscapeSequencesOfTheSourceDoNotReachTheTerminal) {
  const SuitePlaces places = TestPlaces();
  const auto shown = RunJudgeCli(places, {places.suite_folder + "/compile/terminal_escape.c"});
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_THAT(*shown, HasSubstr("hidden"));
  EXPECT_THAT(*shown, Not(HasSubstr("\033[2J")));
  EXPECT_THAT(*shown, Not(HasSubstr("\007")));
}

TEST(CompileAttackTest, HeaderOfTheMachineIsNotThere) {
  const absl::StatusOr<TemporaryFolder> sources = TemporaryFolder::Make("host-header-");
  ASSERT_TRUE(sources.ok()) << sources.status();
  const std::string source = sources->path() + "/includes.c";
  const auto outcome_of_including = [&](const std::string& header) {
    EXPECT_TRUE(
        WriteFileAtomically(source, absl::StrCat("#include \"", header, "\"\nint main(void) { return 0; }\n")).ok());
    return OutcomeOfJudging(TestPlaces(), source).value_or("not judged");
  };
  // Files that all may read, in folders that all may enter.
  for (const char* parent : {"/tmp", "/var/tmp", "/usr/share"}) {
    const absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make("judge-host-header-", parent);
    ASSERT_TRUE(folder.ok()) << folder.status();
    ASSERT_EQ(::chmod(folder->path().c_str(), 0755), 0);
    const std::string header = folder->path() + "/header.h";
    ASSERT_TRUE(WriteFileAtomically(header, "", 0644).ok());
    EXPECT_THAT(outcome_of_including(header), StartsWith("CE")) << header;
  }
  // That was for the file, and not for the way it is named.
  EXPECT_EQ(outcome_of_including("/usr/include/errno.h"), "OK");
}

// Names that a compiler could take for options, response files or shell text.
class HostileNameTest : public ::testing::TestWithParam<const char*> {};

TEST_P(HostileNameTest, IsJudgedAsAnyOther) {
  const absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make("name-test-");
  ASSERT_TRUE(folder.ok()) << folder.status();
  const std::string path = absl::StrCat(folder->path(), "/", GetParam());
  ASSERT_TRUE(WriteFileAtomically(path, "int main(void) { return 0; }\n").ok());
  const absl::StatusOr<std::string> outcome = OutcomeOfJudging(TestPlaces(), path);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(*outcome, "OK");
}

INSTANTIATE_TEST_SUITE_P(Names, HostileNameTest,
                         ::testing::Values("-.c", "-o.c", "--version.c", "@file.c", "$(reboot).c", "a b.c", "a\nb.c",
                                           "\033[2J.c", "artifact.c", "\xff.c"));

}  // namespace
}  // namespace judge::sandbox
