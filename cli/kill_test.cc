// kill -9 of judge-cli at moments spread over a whole judgement: start, compile, tests, validator; and at every step of
// a box. The next call sweeps what was left, and what the dead one was writing is never read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "cli/cli_process.h"
#include "cli/exit_codes.h"
#include "sandbox/faults.h"
#include "sandbox/suite/machine_counts.h"

namespace judge::cli {
namespace {

using ::testing::IsEmpty;

constexpr char kRuntimeFolder[] = "/run/judge";
const std::string kPackage = JUDGE_SOURCE_DIR "/testcases/pairsum";

// Files that had not got their names yet.
std::vector<std::string> Unfinished(const std::string& state_folder) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state_folder + "/cache"))
    if (entry.path().filename().string().find('.') != std::string::npos) found.push_back(entry.path());
  return found;
}

TEST(KillTest, AtAnyMomentLeavesNothingThatTheNextCallDoesNotSweep) {
  constexpr int kKills = 8;
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  const absl::StatusOr<std::string> source = ReadFile(kPackage + "/submissions/accepted/hash.cpp", 1 << 20);
  ASSERT_TRUE(source.ok()) << source.status();
  // Each a program of its own, which has to be compiled.
  const auto judge_copy = [&](int number) {
    const std::string file = fixture->Write(absl::StrCat("copy", number, ".cpp"), absl::StrCat(*source, "// ", number));
    return std::vector<std::string>{"run", file, "--problem", kPackage, "--runtime-dir", kRuntimeFolder};
  };
  ASSERT_EQ(fixture->Run(judge_copy(-1)).code, kOk);  // compiles the validator as well
  const absl::Time start = absl::Now();
  ASSERT_EQ(fixture->Run(judge_copy(0)).code, kOk);
  const absl::Duration whole = absl::Now() - start;
  const sandbox::MachineCounts before = sandbox::CountMachine(kRuntimeFolder);

  for (int i = 1; i <= kKills; ++i) {
    const pid_t cli = fixture->Start(judge_copy(i));
    ASSERT_GT(cli, 0);
    absl::SleepFor(whole * i / (kKills + 1));
    ASSERT_EQ(::kill(cli, SIGKILL), 0);
    ASSERT_EQ(::waitpid(cli, nullptr, 0), cli);
  }
  for (int i = 1; i <= kKills; ++i) {
    const CliResult result = fixture->Run(judge_copy(i));
    EXPECT_EQ(result.code, kOk) << result.out << result.err;
  }
  EXPECT_THAT(Unfinished(fixture->state()), IsEmpty());
  EXPECT_EQ(sandbox::WaitForNothingLeft(before, kRuntimeFolder), "");
}

TEST(KillTest, AtEveryStepOfABoxLeavesNothingThatTheNextCallDoesNotSweep) {
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  sandbox::Faults faults(fixture->path("faults"));
  const std::vector<std::string> command = {"run", fixture->Write("nothing.c", "int main(void) { return 0; }\n"),
                                            "--runtime-dir", kRuntimeFolder};
  const std::vector<std::string> with_faults = {"env", "JUDGE_SPAWNER=" JUDGE_BIN_DIR "/judge-spawner-faulty",
                                                absl::StrCat(sandbox::child::kFaultVariable, "=", faults.path())};
  // The first compiles it; the second tells which steps there are.
  ASSERT_EQ(fixture->Run(command).code, kOk);
  ASSERT_EQ(fixture->Run(command, "", with_faults).code, kOk);
  const std::vector<std::string> steps = faults.begun();
  EXPECT_GT(steps.size(), sandbox::child::kStepCount);
  const sandbox::MachineCounts before = sandbox::CountMachine(kRuntimeFolder);

  for (const std::string& step : steps) {
    SCOPED_TRACE(step);
    faults.HoldAt(step);
    const pid_t cli = fixture->Start(command, with_faults);
    ASSERT_GT(cli, 0);
    EXPECT_TRUE(sandbox::Eventually([&] { return faults.holding(); })) << "never came to this step";
    ASSERT_EQ(::kill(cli, SIGKILL), 0);
    ASSERT_EQ(::waitpid(cli, nullptr, 0), cli);
    faults.Release();
  }
  const CliResult result = fixture->Run(command);
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
  EXPECT_EQ(sandbox::WaitForNothingLeft(before, kRuntimeFolder), "");
}

}  // namespace
}  // namespace judge::cli
