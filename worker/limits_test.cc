#include "worker/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace judge::worker {
namespace {

v1::Limits Cpu(uint64_t cpu_ms, uint64_t wall_ms = 0) {
  v1::Limits limits;
  limits.set_cpu_time_ms(cpu_ms);
  limits.set_wall_time_ms(wall_ms);
  return limits;
}

TEST(LimitsTest, SubmissionOverrulesProblemWhichOverrulesProfile) {
  EXPECT_EQ(MergeLimits(Cpu(1), Cpu(2), Cpu(3)).cpu_time_ms(), 1u);
  EXPECT_EQ(MergeLimits({}, Cpu(2), Cpu(3)).cpu_time_ms(), 2u);
  EXPECT_EQ(MergeLimits({}, {}, Cpu(3)).cpu_time_ms(), 3u);
}

TEST(LimitsTest, FieldsAreDecidedOneByOne) {
  v1::Limits problem;
  problem.set_memory_bytes(77);
  const v1::Limits merged = MergeLimits(Cpu(1), problem, Cpu(3));
  EXPECT_EQ(merged.cpu_time_ms(), 1u);
  EXPECT_EQ(merged.memory_bytes(), 77u);
}

TEST(LimitsTest, WallTimeIsTwiceTheCpuTimePlusOneSecondUnlessGiven) {
  EXPECT_EQ(MergeLimits({}, Cpu(2000), {}).wall_time_ms(), 5000u);
  EXPECT_EQ(MergeLimits({}, Cpu(2000, 2500), {}).wall_time_ms(), 2500u);
}

// A profile with 10 s of wall time must not cut a problem short that allows 20 s of CPU time.
TEST(LimitsTest, WallTimeOfALowerAuthorityThanTheCpuTimeIsNotUsed) {
  EXPECT_EQ(MergeLimits({}, Cpu(20'000), Cpu(5000, 10'000)).wall_time_ms(), 41'000u);
  EXPECT_EQ(MergeLimits(Cpu(0, 7000), Cpu(20'000), {}).wall_time_ms(), 7000u);
}

TEST(LimitsTest, NothingIsUnboundedWhenNobodySaysAnything) {
  const v1::Limits merged = MergeLimits({}, {}, {});
  const google::protobuf::Descriptor* fields = merged.GetDescriptor();
  for (int i = 0; i < fields->field_count(); ++i)
    EXPECT_TRUE(merged.GetReflection()->HasField(merged, fields->field(i))) << fields->field(i)->name();
}

TEST(LimitsTest, StackIsAsLargeAsTheMemoryUnlessGiven) {
  v1::Limits profile;
  profile.set_memory_bytes(123);
  EXPECT_EQ(MergeLimits({}, {}, profile).stack_bytes(), 123u);
}

TEST(LimitsTest, NoRunTakesLongerThanADay) {
  constexpr uint64_t kDayMs = 24ull * 3600 * 1000;
  for (const v1::Limits& limits : {Cpu(UINT64_MAX, UINT64_MAX), Cpu(kDayMs + 1), Cpu(1, UINT64_MAX)}) {
    EXPECT_LE(MergeLimits({}, limits, {}).cpu_time_ms(), kDayMs);
    EXPECT_LE(MergeLimits({}, limits, {}).wall_time_ms(), kDayMs);
  }
}

TEST(LimitsTest, HugeNumbersDoNotBecomeNegative) {
  v1::Limits huge = Cpu(UINT64_MAX, UINT64_MAX);
  huge.set_memory_bytes(UINT64_MAX);
  const sandbox::Limits box = ToBoxLimits(huge);
  EXPECT_GT(*box.cpu_time, absl::ZeroDuration());
  EXPECT_GT(*box.memory_bytes, 0);
  // Twice this would wrap around.
  EXPECT_GT(*ToBoxLimits(MergeLimits({}, Cpu(UINT64_MAX - 1), {})).wall_time, absl::Seconds(60));
}

}  // namespace
}  // namespace judge::worker
