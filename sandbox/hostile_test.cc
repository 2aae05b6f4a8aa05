// Every program of testdata/ in a box: it must end as its head says, and nothing of it may be left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/hostile_program.h"
#include "sandbox/machine_counts.h"
#include "sandbox/test_machine.h"
#include "sandbox/tool/facts.h"

namespace judge::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTestdata[] = JUDGE_SOURCE_DIR "/sandbox/testdata";

// One spawner for all programs, and the counts of the machine around it.
class Suite : public ::testing::Environment {
 public:
  void SetUp() override {
    // The first start on a machine makes what stays: the runtime folder, the locks of user ids.
    if (const auto first = TestMachine::Start(0); !first.ok()) GTEST_FAIL() << first.status();
    before_ = CountMachine(kTestRuntimeFolder);
    auto started = TestMachine::Start();
    ASSERT_TRUE(started.ok()) << started.status();
    machine = *std::move(started);
  }
  void TearDown() override {
    machine.reset();
    EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), "");
  }

  static std::unique_ptr<TestMachine> machine;

 private:
  MachineCounts before_;
};
std::unique_ptr<TestMachine> Suite::machine;
[[maybe_unused]] ::testing::Environment* const kSuite = ::testing::AddGlobalTestEnvironment(new Suite);

// What the program said and did, for the message of a failed test.
std::string Story(const Result& result) {
  return absl::StrCat("cpu ", absl::FormatDuration(result.cpu_time), ", wall ", absl::FormatDuration(result.wall_time),
                      ", memory ", result.peak_memory_bytes, ", oom kills ", result.oom_kills, ", process limit hits ",
                      result.process_limit_hits, "\nstdout: ", EscapeForTerminal(result.stdout_data.substr(0, 2000)),
                      "\nstderr: ", EscapeForTerminal(result.stderr_data.substr(0, 2000)));
}

void ExpectOutput(const HostileProgram& program, const Result& result) {
  ASSERT_EQ(result.outputs.size(), 1u);
  const CollectedFile& file = result.outputs[0];
  EXPECT_EQ(absl::StrCat(file.name, "=", StateName(file.state)), program.output);
  EXPECT_EQ(file.file.valid(), file.state == CollectedFile::State::kCollected);
  if (!file.file.valid()) return;
  const absl::StatusOr<std::string> bytes = ReadAll(file.file, kArtifactMaxBytes);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(static_cast<int64_t>(bytes->size()), file.size);
}

// The limits hold in the facts too, whatever the verdict.
void ExpectWithinLimits(const HostileProgram& program, const Result& result) {
  if (result.limit_hit == Limit::kCpuTime) {
    EXPECT_GE(result.cpu_time, *program.limits.cpu_time);
  }
  if (result.limit_hit == Limit::kWallTime) {
    EXPECT_GE(result.wall_time, *program.limits.wall_time);
  }
  EXPECT_LE(result.peak_memory_bytes, *program.limits.memory_bytes);
  if (result.peak_processes) {
    EXPECT_LE(*result.peak_processes, *program.limits.processes);
  }
  EXPECT_LE(static_cast<int64_t>(result.stderr_data.size()), RunSpec().keep_stderr_bytes);
}

void ExpectNoHostPaths(const Result& result) {
  EXPECT_THAT(result.stdout_data, Not(HasSubstr(Suite::machine->layers_folder())));
  EXPECT_THAT(result.stdout_data, Not(HasSubstr(kTestRuntimeFolder)));
  EXPECT_THAT(result.stdout_data, Not(HasSubstr(JUDGE_SOURCE_DIR)));
  EXPECT_THAT(result.stdout_data, Not(HasSubstr(JUDGE_BIN_DIR)));
  EXPECT_THAT(result.stdout_data, Not(HasSubstr("/var/lib")));
  EXPECT_NE(result.stdout_data, "") << "the program was to show what it sees";
}

void ExpectFreshNamespaces(const Result& result) {
  const std::vector<std::string> seen = absl::StrSplit(result.stdout_data, '\n', absl::SkipEmpty());
  ASSERT_EQ(seen.size(), 6u) << result.stdout_data;
  for (const std::string& theirs : seen) {
    const std::string name = theirs.substr(0, theirs.find(':'));
    EXPECT_NE(theirs, std::filesystem::read_symlink("/proc/self/ns/" + name).string());
  }
}

void ExpectNoHostName(const Result& result) {
  char name[256] = {};
  ASSERT_EQ(gethostname(name, sizeof(name) - 1), 0);
  EXPECT_NE(absl::StripSuffix(result.stdout_data, "\n"), std::string(name));
}

void Check(const HostileProgram& program, const Result& result) {
  EXPECT_TRUE(MatchesExpectation(program.expect, result))
      << "expected " << program.expect << ", got " << VerdictWords(result) << "\n"
      << Story(result);
  ExpectWithinLimits(program, result);
  if (!program.output.empty()) ExpectOutput(program, result);
  if (!program.stdout_line.empty()) {
    EXPECT_EQ(result.stdout_data, program.stdout_line + "\n");
  }
  if (program.evidence == "process-limit") {
    EXPECT_GT(result.process_limit_hits, 0);
  } else {
    EXPECT_EQ(program.evidence, "") << "an evidence that this test does not know";
  }
  if (program.check == "no-host-paths") {
    ExpectNoHostPaths(result);
  } else if (program.check == "fresh-namespaces") {
    ExpectFreshNamespaces(result);
  } else if (program.check == "no-host-name") {
    ExpectNoHostName(result);
  } else {
    EXPECT_TRUE(program.check.empty() || program.check == "two-at-once") << "a check that this test does not know";
  }
}

class HostileTest : public ::testing::TestWithParam<std::string> {};

TEST_P(HostileTest, EndsAsItsHeadSays) {
  ASSERT_NE(Suite::machine, nullptr);
  const absl::StatusOr<HostileProgram> program = ReadHostileProgram(GetParam());
  ASSERT_TRUE(program.ok()) << program.status();
  const absl::StatusOr<RunSpec> spec = Suite::machine->SpecFor(*program);
  ASSERT_TRUE(spec.ok()) << spec.status();
  const auto run = [&] { return Suite::machine->spawner().Run(*spec); };

  std::future<absl::StatusOr<Result>> other;
  if (program->check == "two-at-once") other = std::async(std::launch::async, run);
  const absl::StatusOr<Result> result = run();
  ASSERT_TRUE(result.ok()) << result.status();
  Check(*program, *result);
  if (other.valid()) {
    const absl::StatusOr<Result> second = other.get();
    ASSERT_TRUE(second.ok()) << second.status();
    Check(*program, *second);
  }
}

INSTANTIATE_TEST_SUITE_P(Testdata, HostileTest, ::testing::ValuesIn(HostileProgramFiles(kTestdata)),
                         [](const auto& file) { return std::filesystem::path(file.param).stem().string(); });

// A box that outlives its program would be seen here, while the spawner still runs.
TEST(HostileSuiteTest, LeavesNothingBetweenRuns) {
  ASSERT_NE(Suite::machine, nullptr);
  const absl::StatusOr<RunSpec> spec = Suite::machine->SpecForProgram("accepted_no_stdin");
  ASSERT_TRUE(spec.ok()) << spec.status();
  ASSERT_TRUE(Suite::machine->spawner().Run(*spec).ok());
  ASSERT_TRUE(Suite::machine->spawner().Prepare(spec->layers).ok());
  const MachineCounts before = CountMachine(kTestRuntimeFolder);
  for (int i = 0; i < 100; ++i) {
    const absl::StatusOr<Result> result = Suite::machine->spawner().Run(*spec);
    ASSERT_TRUE(result.ok()) << result.status();
  }
  ASSERT_TRUE(Suite::machine->spawner().Prepare(spec->layers).ok());
  EXPECT_EQ(WaitForNothingLeft(before, kTestRuntimeFolder), "");
}

}  // namespace
}  // namespace judge::sandbox
