// What a busy machine may not do to verdicts.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "worker/judge.h"
#include "worker/machine_test_base.h"

namespace judge::worker {
namespace {

class LoadTest : public MachineTest {
 protected:
  v1::RunResult Run(const std::string& code, uint64_t cpu_time_ms, double repeat_margin = 0.05) {
    Submission submission = {.sources = {{"main.c", code}}};
    submission.limits.set_cpu_time_ms(cpu_time_ms);
    Observer nobody;
    const absl::StatusOr<v1::RunResult> result =
        Judge(*machine_).Run(submission, TaskOf(nullptr), {.repeat_margin = repeat_margin}, nobody);
    EXPECT_TRUE(result.ok()) << result.status();
    if (!result.ok()) return {};
    EXPECT_EQ(result->tests_size(), 1) << result->explanation() << result->compile().log();
    return *result;
  }
};

// Ends when it has used this much CPU time by its own clock.
std::string SpinsFor(double seconds) {
  return absl::StrCat("#include <time.h>\nint main() { while (clock() < ", seconds, " * CLOCKS_PER_SEC); }\n");
}

// Computes always the same, however long that takes.
constexpr char kWork[] = R"(
int main() {
  volatile unsigned x = 1;
  for (long i = 0; i < 150000000; ++i) x = x * 1664525 + 1013904223;
})";

TEST_F(LoadTest, ProgramNearItsLimitIsRunAgainAndBothTimesAreTold) {
  const v1::RunResult under = Run(SpinsFor(0.98), 1000);
  EXPECT_EQ(under.verdict(), v1::VERDICT_UNSPECIFIED) << under.explanation();
  ASSERT_EQ(under.tests(0).earlier_facts_size(), 1);
  EXPECT_GE(under.tests(0).earlier_facts(0).cpu_us(), 975'000u);
  EXPECT_GE(under.tests(0).facts().cpu_us(), 975'000u);

  const v1::RunResult over = Run(SpinsFor(1.02), 1000);
  EXPECT_EQ(over.verdict(), v1::TLE) << over.explanation();
  EXPECT_EQ(over.tests(0).earlier_facts_size(), 1);
  EXPECT_EQ(over.tests(0).facts().ending(), v1::Facts::EXITED) << "what it took was not seen to its end";
}

TEST_F(LoadTest, ProgramFarFromItsLimitIsRunOnce) {
  EXPECT_EQ(Run(SpinsFor(0.5), 1000).tests(0).earlier_facts_size(), 0);
  const v1::RunResult endless = Run(SpinsFor(1e9), 1000);
  EXPECT_EQ(endless.verdict(), v1::TLE);
  EXPECT_EQ(endless.tests(0).earlier_facts_size(), 0);
}

TEST_F(LoadTest, ProgramNearItsLimitIsRunOnceWhereNoMarginIsAskedFor) {
  const v1::RunResult result = Run(SpinsFor(1.02), 1000, /*repeat_margin=*/0);
  EXPECT_EQ(result.verdict(), v1::TLE);
  EXPECT_EQ(result.tests(0).earlier_facts_size(), 0);
}

TEST_F(LoadTest, NoVerdictFlipsAtFourFifthsOfTheLimitOnAnOvercommittedMachine) {
  const uint64_t cpu_us = Run(kWork, 10'000).tests(0).facts().cpu_us();
  const uint64_t limit_ms = cpu_us * 5 / 4 / 1000 + 1;
  // So many that each waits for a CPU longer than its wall time allows it to.
  const unsigned streams = 6 * std::thread::hardware_concurrency();
  std::atomic<int> flipped = 0;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < streams; ++i) {
    threads.emplace_back([&] {
      for (int run = 0; run < 2; ++run) flipped += Run(kWork, limit_ms).verdict() != v1::VERDICT_UNSPECIFIED;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(flipped, 0);
}

}  // namespace
}  // namespace judge::worker
