#include "server/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace judge::server {
namespace {

using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

Run Queued() {
  Run run;
  run.id = "some-run";
  return run;
}

Run LeasedWith(const std::string& nonce) { return *After(Queued(), Leased{"worker-1", nonce}, kNow); }
Run Done() { return *After(LeasedWith("n"), Finished{"n", v1::WA, "wrong answer on test 1"}, kNow); }

TEST(RunTest, GoesFromTheQueueOverALeaseToItsVerdict) {
  const auto leased = LeasedWith("n");
  EXPECT_EQ(leased.state, State::kLeased);
  EXPECT_EQ(leased.worker, "worker-1");
  const auto done = Done();
  EXPECT_EQ(done.state, State::kDone);
  EXPECT_EQ(done.verdict, v1::WA);
  EXPECT_EQ(done.explanation, "wrong answer on test 1");
  EXPECT_EQ(done.finished, kNow);
  EXPECT_EQ(done.nonce, "") << "nobody may report any more";
}

TEST(RunTest, IsLeasedToOneWorkerAtATime) {
  EXPECT_EQ(After(LeasedWith("n"), Leased{"worker-2", "m"}, kNow).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(RunTest, TakesNothingFromAWorkerWhoseLeaseIsNoMore) {
  const auto again = *After(*After(LeasedWith("n"), Lost{"n", "silent"}, kNow), Leased{"worker-2", "m"}, kNow);
  for (const Event& event : {Event(Finished{"n", v1::AC, ""}), Event(Lost{"n", "silent"}), Event(GivenBack{"n"})})
    EXPECT_EQ(After(again, event, kNow).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(After(Done(), Finished{"n", v1::AC, ""}, kNow).ok()) << "the first result wins";
  EXPECT_FALSE(After(Queued(), Finished{"", v1::AC, ""}, kNow).ok()) << "nobody has the lease of a queued run";
}

TEST(RunTest, EndsAsAJudgeErrorWithTheReasonWhenItsWorkerFailsThreeTimes) {
  auto run = Queued();
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    ASSERT_EQ(run.state, State::kQueued);
    run = *After(*After(run, Leased{"worker-1", "n"}, kNow), Lost{"n", "its spawner died"}, kNow);
  }
  EXPECT_EQ(run.state, State::kDone);
  EXPECT_EQ(run.verdict, v1::JE);
  EXPECT_EQ(run.explanation, "judging failed 3 times, at last: its spawner died");
}

TEST(RunTest, IsJudgedAgainWhereTheJudgeFailedAndShowsTheLastResult) {
  auto run = Queued();
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    ASSERT_EQ(run.state, State::kQueued);
    const Event failed = Finished{"n", v1::JE, "the validator crashed"};
    run = *After(*After(run, Leased{"worker-1", "n"}, kNow), failed, kNow);
    EXPECT_EQ(ReasonOfLoss(failed), "the validator crashed");
  }
  EXPECT_EQ(run.state, State::kDone);
  EXPECT_EQ(run.verdict, v1::JE);
  EXPECT_EQ(run.explanation, "the validator crashed");
  const auto mended = *After(*After(Queued(), Leased{"worker-1", "n"}, kNow), Finished{"n", v1::JE, ""}, kNow);
  EXPECT_EQ(After(*After(mended, Leased{"worker-2", "m"}, kNow), Finished{"m", v1::AC, ""}, kNow)->verdict, v1::AC);
}

TEST(RunTest, LosesNoAttemptToAWorkerThatGivesItBack) {
  auto run = Queued();
  for (int i = 0; i < 2 * kMaxAttempts; ++i)
    run = *After(*After(run, Leased{"worker-1", "n"}, kNow), GivenBack{"n"}, kNow);
  EXPECT_EQ(run.state, State::kQueued);
  EXPECT_EQ(run.attempts, 0);
}

TEST(RunTest, IsAJudgeErrorWhereWhatWasSubmittedIsDamaged) {
  EXPECT_EQ(After(Queued(), Damaged{}, kNow)->verdict, v1::JE);
  EXPECT_FALSE(After(LeasedWith("n"), Damaged{}, kNow).ok()) << "a worker has it already";
}

TEST(RunTest, CanBeCancelledUntilItIsDone) {
  for (const auto& run : {Queued(), LeasedWith("n")}) {
    const auto cancelled = *After(run, Cancelled{}, kNow);
    EXPECT_EQ(cancelled.verdict, v1::CANCELLED);
    EXPECT_FALSE(After(cancelled, Finished{"n", v1::AC, ""}, kNow).ok());
  }
  EXPECT_THAT(std::string(After(Done(), Cancelled{}, kNow).status().message()), HasSubstr("nothing to cancel"));
}

TEST(RunTest, IsJudgedAgainOnlyOnceItIsDone) {
  EXPECT_FALSE(After(Queued(), Rejudged{}, kNow).ok());
  EXPECT_FALSE(After(LeasedWith("n"), Rejudged{}, kNow).ok());
  const auto again = *After(Done(), Rejudged{}, kNow);
  EXPECT_EQ(again.state, State::kQueued);
  EXPECT_EQ(again.judging, 2);
  EXPECT_EQ(again.verdict, v1::VERDICT_UNSPECIFIED);
}

}  // namespace
}  // namespace judge::server
