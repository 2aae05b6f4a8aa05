// Every program of the suite that is run by itself, in a box: it must end as its head says, and nothing of it may be
// left.
#include <gtest/gtest.h>

#include <filesystem>

#include "sandbox/suite/machine_counts.h"
#include "sandbox/suite/run.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

// One spawner for all programs, and the counts of the machine around it.
class Suite : public ::testing::Environment {
 public:
  void SetUp() override {
    // The first start on a machine makes what stays.
    if (const auto first = StartTestMachine(0); !first.ok()) GTEST_FAIL() << first.status();
    before_ = CountMachine(kTestRuntimeFolder);
    auto started = StartTestMachine();
    ASSERT_TRUE(started.ok()) << started.status();
    machine = *std::move(started);
  }
  void TearDown() override {
    machine.reset();
    EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), "");
  }

  static std::unique_ptr<SuiteMachine> machine;

 private:
  MachineCounts before_;
};
std::unique_ptr<SuiteMachine> Suite::machine;
[[maybe_unused]] ::testing::Environment* const kSuite = ::testing::AddGlobalTestEnvironment(new Suite);

class HostileTest : public ::testing::TestWithParam<std::string> {};

TEST_P(HostileTest, EndsAsItsHeadSays) {
  ASSERT_NE(Suite::machine, nullptr);
  const absl::StatusOr<HostileProgram> program = ReadHostileProgram(GetParam());
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(WhyNotHeld(RunProgram(*Suite::machine, *program)), "");
}

INSTANTIATE_TEST_SUITE_P(Suite, HostileTest, ::testing::ValuesIn(HostileProgramFiles(TestPlaces().suite_folder)),
                         [](const auto& file) { return std::filesystem::path(file.param).stem().string(); });

// A box that outlives its program would be seen here, while the spawner still runs.
TEST(HostileSuiteTest, LeavesNothingBetweenRuns) {
  ASSERT_NE(Suite::machine, nullptr);
  const absl::StatusOr<RunSpec> spec = SpecForNothing(*Suite::machine);
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
