#include "base/subprocess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"

namespace judge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Outcome {
  absl::Status status;
  std::vector<std::string> lines;
};

Outcome OutcomeOf(const Command& command) {
  Outcome outcome;
  outcome.status = RunCommand(command, [&](absl::string_view line) { outcome.lines.emplace_back(line); });
  return outcome;
}

Command Shell(const std::string& script) { return {.argv = {"/bin/sh", "-c", script}}; }

TEST(RunCommandTest, HandsOutEachLineOfBothStreams) {
  const Outcome outcome = OutcomeOf(Shell("echo one; echo two >&2; printf three"));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_THAT(outcome.lines, ElementsAre("one", "two", "three"));
}

TEST(RunCommandTest, TellsTheExitCodeAndTheLastLines) {
  const Outcome outcome = OutcomeOf(Shell("for i in 1 2 3 4 5 6; do echo line $i; done; exit 3"));
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(outcome.status.message()), HasSubstr("exit code 3:\n  line 2\n"));
  EXPECT_THAT(std::string(outcome.status.message()), HasSubstr("line 6"));
}

TEST(RunCommandTest, TellsTheSignal) {
  EXPECT_THAT(std::string(OutcomeOf(Shell("kill -9 $$")).status.message()), HasSubstr("ended by signal 9"));
}

TEST(RunCommandTest, CutsEndlessLines) {
  const Outcome outcome = OutcomeOf(Shell("head -c 10000 /dev/zero"));
  ASSERT_THAT(outcome.lines, SizeIs(3));
  EXPECT_EQ(outcome.lines[0].size(), 4096u);
}

TEST(RunCommandTest, ReportsAMissingProgramByName) {
  const Outcome searched = OutcomeOf({.argv = {"no-such-program"}});
  EXPECT_EQ(searched.status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(searched.status.message()), HasSubstr("no-such-program"));
  EXPECT_EQ(OutcomeOf({.argv = {"/no/such/program"}}).status.code(), absl::StatusCode::kNotFound);
}

TEST(RunCommandTest, PassesNothingOnButWhatIsSaid) {
  ::setenv("JUDGE_TEST_SECRET", "secret", 1);
  const Outcome outcome = OutcomeOf({.argv = {"/usr/bin/env"}, .environment = {"A=b"}});
  EXPECT_THAT(outcome.lines, ElementsAre("A=b"));
  // 3 is the folder that ls itself reads.
  EXPECT_THAT(OutcomeOf({.argv = {"ls", "/proc/self/fd"}}).lines, ElementsAre("0", "1", "2", "3"));
}

TEST(RunCommandTest, StartsInTheFolder) {
  Command command = Shell("pwd");
  command.folder = "/usr";
  EXPECT_THAT(OutcomeOf(command).lines, ElementsAre("/usr"));
}

TEST(RunCommandTest, DoesNotWaitForADaemonThatHoldsTheOutput) {
  const Outcome outcome = OutcomeOf(Shell("sleep 1000 & echo $!"));
  ASSERT_THAT(outcome.lines, SizeIs(1));
  ::kill(std::stoi(outcome.lines[0]), SIGKILL);
}

}  // namespace
}  // namespace judge
