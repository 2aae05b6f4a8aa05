// Two boxes at once, of one image: nothing that one of them makes is seen by the other. And the same two programs in
// one box do meet: a channel that they could not use anywhere would prove nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "sandbox/hostile_check.h"
#include "sandbox/hostile_program.h"
#include "sandbox/machine_counts.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

constexpr char kPairs[] = JUDGE_SOURCE_DIR "/sandbox/testdata/pairs";

struct Timed {
  absl::StatusOr<Result> result;
  absl::Time asked;
  absl::Time answered;

  // Within these two it certainly ran.
  absl::Time latest_start() const { return answered - result->wall_time; }
  absl::Time earliest_end() const { return asked + result->wall_time; }
};

class PairTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (const auto first = TestMachine::Start(0); !first.ok()) GTEST_FAIL() << first.status();
    before_ = CountMachine(kTestRuntimeFolder);
    auto machine = TestMachine::Start();
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
  }
  void TearDown() override {
    machine_.reset();
    EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), "");
  }

  Timed Run(const std::string& role) {
    Timed timed = {absl::UnknownError(""), absl::Now(), {}};
    timed.result = machine_->spawner().Run(specs_.at(role));
    timed.answered = absl::Now();
    return timed;
  }

  void MakeSpec(const std::string& role) {
    const std::string name = std::filesystem::path(GetParam()).stem();
    absl::StatusOr<RunSpec> spec = machine_->SpecForProgram(name);
    ASSERT_TRUE(spec.ok()) << spec.status();
    spec->argv.push_back(role);
    spec->argv.push_back(word_);
    const auto policy = machine_->Policy("open");
    ASSERT_TRUE(policy.ok()) << policy.status();
    spec->policy = *policy;
    spec->limits.cpu_time = absl::Seconds(5);
    spec->limits.wall_time = absl::Seconds(20);
    spec->limits.memory_bytes = 64 << 20;
    spec->limits.processes = 8;
    specs_[role] = *std::move(spec);
  }

  std::unique_ptr<TestMachine> machine_;

 private:
  MachineCounts before_;
  std::map<std::string, RunSpec> specs_;
  // What the programs of one test name things by: keys outlive a box by seconds.
  const std::string word_ = absl::StrCat(absl::Hex(absl::GetCurrentTimeNanos()));
};

TEST_P(PairTest, MeetsAcrossTwoBoxesOnlyWhereItsHeadSaysSo) {
  const absl::StatusOr<HostileProgram> program = ReadHostileProgram(GetParam());
  ASSERT_TRUE(program.ok()) << program.status();
  ASSERT_THAT(program->expect, testing::AnyOf("apart", "met", "met-later"));
  const std::string expected = program->expect == "met" ? "RE 1" : "OK";
  MakeSpec("a");
  MakeSpec("b");
  std::future<Timed> other = std::async(std::launch::async, [this] { return Run("b"); });
  const Timed a = Run("a");
  const Timed b = other.get();
  ASSERT_TRUE(a.result.ok()) << a.result.status();
  ASSERT_TRUE(b.result.ok()) << b.result.status();
  EXPECT_EQ(VerdictWords(*a.result), expected) << Story(*a.result);
  EXPECT_EQ(VerdictWords(*b.result), expected) << Story(*b.result);
  EXPECT_LT(a.latest_start(), b.earliest_end()) << "they did not run at once";
  EXPECT_LT(b.latest_start(), a.earliest_end()) << "they did not run at once";
}

// The ids of boxes are used again: by the next spawner at once.
TEST_P(PairTest, MeetsTheNextOfItsUserIdOnlyWhereItsHeadSaysSo) {
  const absl::StatusOr<HostileProgram> program = ReadHostileProgram(GetParam());
  ASSERT_TRUE(program.ok()) << program.status();
  MakeSpec("a");
  MakeSpec("b");
  const Timed first = Run("a");
  ASSERT_TRUE(first.result.ok()) << first.result.status();
  machine_.reset();
  auto next = TestMachine::Start();
  ASSERT_TRUE(next.ok()) << next.status();
  machine_ = *std::move(next);
  const Timed second = Run("b");
  ASSERT_TRUE(second.result.ok()) << second.result.status();
  EXPECT_EQ(VerdictWords(*second.result), program->expect == "met-later" ? "RE 1" : "OK") << Story(*second.result);
}

TEST_P(PairTest, MeetsWithinOneBox) {
  MakeSpec("both");
  const Timed both = Run("both");
  ASSERT_TRUE(both.result.ok()) << both.result.status();
  EXPECT_EQ(VerdictWords(*both.result), "RE 1") << Story(*both.result);
}

INSTANTIATE_TEST_SUITE_P(Testdata, PairTest, ::testing::ValuesIn(HostileProgramFiles(kPairs)),
                         [](const auto& file) { return std::filesystem::path(file.param).stem().string(); });

}  // namespace
}  // namespace judge::sandbox
