#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/measure.h"
#include "bench/statistics.h"
#include "bench/table.h"

namespace judge::bench {
namespace {

using ::testing::HasSubstr;

TEST(StatisticsTest, QuantilesLieBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(Quantile({7}, 0.95), 7);
  EXPECT_DOUBLE_EQ(Quantile({3, 1, 2}, 0.5), 2);
  EXPECT_DOUBLE_EQ(Quantile({1, 2}, 0.5), 1.5);
  EXPECT_DOUBLE_EQ(Quantile({1, 2, 3}, 1.0), 3);
}

TEST(TableTest, SaysWhichGoalsAreReached) {
  const Row plain = {"plain", 0.5, 0.6, 2.0, 2.5, 1000};
  const Row prepared = {"prepared", 1.0, 1.1, 3.5, 4.0, 450};
  const Row full_cycle = {"full", 2.5, 3.0, 5.0, 6.0, 300};
  const std::string goals = GoalsOf(plain, prepared, full_cycle);
  EXPECT_THAT(goals, HasSubstr("0.50 ms over plain   at most 0.60   reached"));
  EXPECT_THAT(goals, HasSubstr("1.50 ms over plain   at most 1.00   MISSED"));
  EXPECT_THAT(goals, HasSubstr("2.00 ms over plain   at most 1.50   MISSED"));
  EXPECT_THAT(goals, HasSubstr("45 % of plain       at least 40   reached"));
}

// Notes when it is run and settled.
class Fake : public Contender {
 public:
  Fake(std::string name, std::string& diary) : name_(std::move(name)), diary_(diary) {}
  std::string name() const override { return name_; }
  absl::Status Run() override {
    diary_ += name_;
    return status;
  }
  absl::Status Settle() override {
    diary_ += ".";
    return absl::OkStatus();
  }
  absl::Status status;

 private:
  const std::string name_;
  std::string& diary_;
};

TEST(MeasureTest, ContendersTakeTurnsAndSettleAfterEachRun) {
  std::string diary;
  Fake a("a", diary), b("b", diary);
  const auto times = MeasureLoop({&a, &b}, 4, 2);
  ASSERT_TRUE(times.ok()) << times.status();
  EXPECT_EQ(diary, "a.a.a.b.b.b.a.a.a.b.b.b.");  // the first of each turn does not count
  EXPECT_EQ((*times)[0].size(), 4u);
  EXPECT_EQ((*times)[1].size(), 4u);
}

TEST(MeasureTest, PacedRunsAlternateOneByOne) {
  std::string diary;
  Fake a("a", diary), b("b", diary);
  ASSERT_TRUE(MeasurePaced({&a, &b}, 2, absl::ZeroDuration()).ok());
  EXPECT_EQ(diary, "a.b.a.b.");
}

TEST(MeasureTest, AFailedRunEndsTheMeasurementByName) {
  std::string diary;
  Fake a("broken", diary);
  a.status = absl::InternalError("exit code 1");
  EXPECT_EQ(MeasureLoop({&a}, 1).status().message(), "broken: exit code 1");
  EXPECT_EQ(MeasureStreams({&a}, 1, 1, absl::Seconds(10)).status().message(), "broken: exit code 1");
}

}  // namespace
}  // namespace judge::bench
