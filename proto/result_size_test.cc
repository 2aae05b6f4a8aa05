#include "proto/result_size.h"

#include <gtest/gtest.h>

namespace judge {
namespace {

int64_t SizeOf(const google::protobuf::Message& message) { return static_cast<int64_t>(message.ByteSizeLong()); }

TEST(ResultSizeTest, CutsOutputsUntilTheWholeIsSmallEnough) {
  v1::RunResult result;
  for (int i = 0; i < 100; ++i) result.add_tests()->set_stdout(std::string(64 << 10, 'x'));
  result.add_tests()->set_stdout("short");
  result.mutable_compile()->set_log(std::string(64 << 10, 'x'));
  Shorten(1 << 20, result);
  EXPECT_LE(SizeOf(result), 1 << 20);
  EXPECT_EQ(result.tests(0).stdout(), std::string(8 << 10, 'x'));
  EXPECT_TRUE(result.tests(0).stdout_truncated());
  EXPECT_TRUE(result.compile().log_truncated());
  EXPECT_EQ(result.tests(100).stdout(), "short");
  EXPECT_FALSE(result.tests(100).stdout_truncated());
}

TEST(ResultSizeTest, LeavesOutTheLastOfVeryManyTestsAndSaysHowMany) {
  v1::RunResult result;
  result.set_verdict(v1::WA);
  for (int i = 0; i < 50'000; ++i) {
    auto* const test = result.add_tests();
    test->set_name("secret/" + std::to_string(i));
    test->set_stdout("output");
    test->set_explanation("the evidence that is kept");
  }
  Shorten(1 << 20, result);
  EXPECT_LE(SizeOf(result), 1 << 20);
  EXPECT_GT(result.tests_size(), 10'000);
  EXPECT_EQ(result.tests_size() + result.tests_left_out(), 50'000);
  EXPECT_EQ(result.tests(0).name(), "secret/0");
  EXPECT_EQ(result.tests(0).explanation(), "the evidence that is kept");
  EXPECT_EQ(result.verdict(), v1::WA);
}

TEST(ResultSizeTest, KeepsTheVerdictOfWhatNoJudgeMakes) {
  v1::RunResult result;
  result.set_verdict(v1::AC);
  result.mutable_certificate()->set_kernel(std::string(2 << 20, 'x'));
  Shorten(1 << 20, result);
  EXPECT_EQ(result.verdict(), v1::AC);
  EXPECT_LE(SizeOf(result), 100);
  v1::TestResult test;
  test.set_verdict(v1::TLE);
  test.set_name(std::string(2 << 20, 'x'));
  Shorten(1 << 20, test);
  EXPECT_EQ(test.verdict(), v1::TLE);
  EXPECT_LE(SizeOf(test), 100);
}

}  // namespace
}  // namespace judge
