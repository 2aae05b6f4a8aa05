// Two boxes at once, of one image, or one after the other with the same user id: nothing that one of them makes is seen
// by the other, but where its head says so. And the same two programs in one box do meet: a channel that they could not
// use anywhere would prove nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "sandbox/suite/machine_counts.h"
#include "sandbox/suite/run.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

class PairTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (const auto first = StartTestMachine(0); !first.ok()) GTEST_FAIL() << first.status();
    before_ = CountMachine(kTestRuntimeFolder);
    auto machine = StartTestMachine();
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
  }
  void TearDown() override {
    machine_.reset();
    EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), "");
  }

  std::unique_ptr<SuiteMachine> machine_;

 private:
  MachineCounts before_;
};

TEST_P(PairTest, MeetsAcrossTwoBoxesOnlyWhereItsHeadSaysSo) {
  const absl::StatusOr<HostileProgram> program = ReadHostileProgram(GetParam());
  ASSERT_TRUE(program.ok()) << program.status();
  ASSERT_THAT(program->expect, testing::AnyOf("apart", "met", "met-later"));
  EXPECT_EQ(WhyNotHeld(RunPair(*machine_, *program)), "");
}

INSTANTIATE_TEST_SUITE_P(Suite, PairTest,
                         ::testing::ValuesIn(HostileProgramFiles(TestPlaces().suite_folder + "/pairs")),
                         [](const auto& file) { return std::filesystem::path(file.param).stem().string(); });

}  // namespace
}  // namespace judge::sandbox
