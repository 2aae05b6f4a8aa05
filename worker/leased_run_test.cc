#include "worker/leased_run.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "base/test_wall_clock.h"

namespace judge::worker {
namespace {

TEST(LeasedRunTest, RenewsEveryThirdOfTheLeaseTimeWhoeverSetsTheClock) {
  v1::Assignment assignment;
  assignment.mutable_lease_time()->set_seconds(30);
  const SteadyTime before = SteadyTime::Now();
  const auto run = LeasedRun::Take(assignment, [] {});
  ASSERT_TRUE(run.ok()) << run.status();
  for (const int ahead : {3600, -3600}) {
    wall_clock_is_ahead = ahead;
    (*run)->Renewed(0);
    EXPECT_FALSE((*run)->is_expired());
    const absl::Duration until_due = (*run)->renewal_due() - before;
    EXPECT_GE(until_due, absl::Seconds(10));
    wall_clock_is_ahead = 0;
    EXPECT_FALSE((*run)->is_expired()) << "heard of just now, an hour off by the clock on the wall";
  }
}

}  // namespace
}  // namespace judge::worker
