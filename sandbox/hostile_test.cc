// Every program of testdata/ in a box: it must end as its head says, and nothing of it may be left.
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "sandbox/hostile_check.h"
#include "sandbox/hostile_program.h"
#include "sandbox/machine_counts.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

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

void Check(const HostileProgram& program, const Result& result) {
  const std::string& expect = ExpectationOf(program, result);
  EXPECT_TRUE(MatchesExpectation(expect, result)) << "expected " << expect << ", got " << VerdictWords(result) << "\n"
                                                  << Story(result);
  EXPECT_EQ(Complaints(*Suite::machine, program, result), "") << Story(result);
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
