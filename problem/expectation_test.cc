#include "problem/expectation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "problem/time_limit.h"

namespace judge::problem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::AC, v1::CE, v1::JE, v1::MLE, v1::RE, v1::SK, v1::SV, v1::TLE, v1::WA;

TEST(ExpectationTest, FoldersOf2025AreAsTheFormatSays) {
  const auto agrees = [](const char* folder, const std::vector<v1::Verdict>& verdicts) {
    return Agrees(*ExpectationOfFolder(folder, /*legacy=*/false), verdicts);
  };
  EXPECT_TRUE(agrees("accepted", {AC, AC}));
  EXPECT_FALSE(agrees("accepted", {AC, WA}));
  EXPECT_TRUE(agrees("wrong_answer", {AC, WA, AC}));
  EXPECT_FALSE(agrees("wrong_answer", {AC, AC}));
  EXPECT_FALSE(agrees("wrong_answer", {WA, TLE}));
  EXPECT_TRUE(agrees("time_limit_exceeded", {AC, TLE, SK}));
  EXPECT_FALSE(agrees("time_limit_exceeded", {WA, TLE}));
  EXPECT_TRUE(agrees("run_time_error", {AC, RE}));
  EXPECT_TRUE(agrees("run_time_error", {MLE}));
  EXPECT_FALSE(agrees("run_time_error", {WA, RE}));
  EXPECT_TRUE(agrees("brute_force", {TLE, SK}));
  EXPECT_FALSE(agrees("brute_force", {WA, TLE}));
  EXPECT_TRUE(agrees("rejected", {AC, SV}));
  EXPECT_FALSE(agrees("rejected", {AC, AC}));
  EXPECT_TRUE(agrees("compile_error", {CE}));
  EXPECT_FALSE(agrees("compile_error", {AC}));
  EXPECT_TRUE(agrees("memory_limit_exceeded", {AC, MLE}));
  EXPECT_FALSE(agrees("memory_limit_exceeded", {AC, RE}));
  EXPECT_FALSE(ExpectationOfFolder("partially_accepted", false).has_value());
}

TEST(ExpectationTest, AJudgeErrorAgreesWithNothing) {
  for (const char* folder : {"accepted", "rejected", "run_time_error", "brute_force", "compile_error"})
    EXPECT_FALSE(Agrees(*ExpectationOfFolder(folder, true), {JE})) << folder;
}

TEST(ExpectationTest, LegacySlowSubmissionMayBeWrongOnAnEarlierTest) {
  const Expectation slow = *ExpectationOfFolder("time_limit_exceeded", /*legacy=*/true);
  EXPECT_TRUE(Agrees(slow, {WA, TLE}));
  EXPECT_FALSE(Agrees(slow, {WA, SK}));
  EXPECT_TRUE(MightAgreeWithEveryTest(slow, {WA, SK}));
  EXPECT_FALSE(MightAgreeWithEveryTest(slow, {WA, AC}));
  EXPECT_FALSE(MightAgreeWithEveryTest(slow, {RE, SK}));
  EXPECT_FALSE(MightAgreeWithEveryTest(*ExpectationOfFolder("accepted", true), {WA, SK}));
}

std::string Expected(const std::string& source) {
  const auto expectation = ExpectationOfSource(source);
  if (!expectation.ok()) return std::string(expectation.status().message());
  return *expectation ? ToString(**expectation) : "none";
}

TEST(ExpectationTest, CommentIsReadInEverySpelling) {
  EXPECT_EQ(Expected("int main() {}"), "none");
  EXPECT_EQ(Expected("// @EXPECTED_RESULTS@: WRONG-ANSWER\nint main() {}"), "WA");
  EXPECT_EQ(Expected("x\r\n# @EXPECTED_RESULTS@: CORRECT,TIMELIMIT\r\n"), "AC or TLE");
  EXPECT_EQ(Expected("/* @EXPECTED_RESULTS@: RUN-ERROR, MLE */"), "RE or MLE");
  EXPECT_EQ(Expected("/*@EXPECTED_RESULTS@:COMPILER-ERROR*/"), "CE");
  EXPECT_EQ(Expected("@EXPECTED_RESULTS@: NO-OUTPUT OUTPUT-LIMIT memory-limit"), "WA or OLE or MLE");
  EXPECT_EQ(Expected("@EXPECTED_RESULTS@: accepted"), "AC");
  EXPECT_EQ(Expected("@EXPECTED_RESULTS@: SV\n@EXPECTED_RESULTS@: WA"), "SV");
  EXPECT_THAT(Expected("@EXPECTED_RESULTS@: WRONG"), HasSubstr("'WRONG' is no verdict"));
  EXPECT_THAT(Expected("@EXPECTED_RESULTS@:\nAC"), HasSubstr("names no verdict"));
}

TEST(ExpectationTest, CommentIsAboutTheOverallVerdict) {
  const Expectation expectation = **ExpectationOfSource("@EXPECTED_RESULTS@: CORRECT, TIMELIMIT");
  EXPECT_TRUE(Agrees(expectation, {AC, AC}));
  EXPECT_TRUE(Agrees(expectation, {AC, TLE, SK}));
  EXPECT_FALSE(Agrees(expectation, {AC, WA, SK}));
}

TEST(TimeLimitTest, IsTheSmallestMultipleThatIsLargeEnough) {
  v1::Timing timing;
  timing.set_ac_to_time_limit(2);
  timing.set_resolution_seconds(1);
  EXPECT_EQ(MeasuredTimeLimit(timing, absl::Milliseconds(1)), absl::Seconds(1));
  EXPECT_EQ(MeasuredTimeLimit(timing, absl::ZeroDuration()), absl::Seconds(1));
  EXPECT_EQ(MeasuredTimeLimit(timing, absl::Milliseconds(500)), absl::Seconds(1));
  EXPECT_EQ(MeasuredTimeLimit(timing, absl::Milliseconds(501)), absl::Seconds(2));
  timing.set_resolution_seconds(0.1);
  timing.set_ac_to_time_limit(5);
  EXPECT_EQ(MeasuredTimeLimit(timing, absl::Milliseconds(101)), absl::Milliseconds(600));
}

}  // namespace
}  // namespace judge::problem
