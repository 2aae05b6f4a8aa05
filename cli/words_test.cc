#include "cli/words.h"

#include <gtest/gtest.h>

namespace judge::cli {
namespace {

TEST(NumbersTest, ReadAsPeopleWriteThem) {
  EXPECT_EQ(TimeText(1'234'567), "1.235 s");
  EXPECT_EQ(TimeText(0), "0.000 s");
  EXPECT_EQ(MemoryText(3 << 20), "3.0 MiB");
  EXPECT_EQ(LimitText(1500), "1.5 s");
  EXPECT_EQ(LimitText(2000), "2 s");
  EXPECT_EQ(VerdictText(v1::VERDICT_UNSPECIFIED), "-");
  EXPECT_EQ(VerdictText(v1::TLE), "TLE");
}

}  // namespace
}  // namespace judge::cli
