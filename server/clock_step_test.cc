// What a server does while somebody sets the clock.
#include <gtest/gtest.h>

#include <optional>

#include "absl/time/clock.h"
#include "base/file.h"
#include "base/test_wall_clock.h"
#include "server/testing_service.h"

namespace judge::server {
namespace {

constexpr int kHour = 3600;

class ClockStepTest : public ServiceTest, public ::testing::WithParamInterface<int> {
 protected:
  void TearDown() override {
    wall_clock_is_ahead = 0;
    ServiceTest::TearDown();
  }
};

TEST_P(ClockStepTest, LeavesARunToItsWorkerAndTakesItFromASilentOne) {
  const std::string id = Submit();
  const auto assignment = Lease();
  ASSERT_TRUE(assignment.has_value());
  const absl::Time before = absl::Now();
  wall_clock_is_ahead = GetParam();
  ASSERT_GT(absl::AbsDuration(absl::Now() - before), absl::Minutes(50)) << "the clock was not set";
  absl::SleepFor(absl::Milliseconds(100));  // some ticks
  ASSERT_TRUE(Renew(*assignment, {"a"}).ok());
  dispatcher_->Tick(SteadyTime::Now() + absl::Minutes(1));
  const auto again = Lease();
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->run_id(), id);
}

TEST_P(ClockStepTest, LetsATenantSubmitAtItsRate) {
  wall_clock_is_ahead = GetParam();
  const Caller alice = {"alice", Role::kSubmit};
  const SteadyTime now = SteadyTime::Now();
  const auto admit = [&](absl::Duration later) {
    return admission_->Admit(alice, RequestOf(), absl::Now(), now + later).ok();
  };
  while (admit(absl::ZeroDuration())) {
  }
  wall_clock_is_ahead = 0;
  EXPECT_FALSE(admit(absl::ZeroDuration()));
  EXPECT_TRUE(admit(absl::Seconds(1)));
}

INSTANTIATE_TEST_SUITE_P(OnAndBack, ClockStepTest, ::testing::Values(kHour, -kHour));

}  // namespace
}  // namespace judge::server
