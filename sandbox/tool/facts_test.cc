#include "sandbox/tool/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

namespace judge::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(FactsTest, TellsExitCodeAndTimesInSeconds) {
  Result result;
  result.ending = Exited{3};
  result.cpu_time = absl::Microseconds(1234);
  result.peak_memory_bytes = 4096;
  const std::string text = FactsAsText(result);
  EXPECT_THAT(text, StartsWith("ending: exited\nexit-code: 3\n"));
  EXPECT_THAT(text, HasSubstr("\ncpu-time: 0.001234\n"));
  EXPECT_THAT(text, HasSubstr("\nmemory: 4096\n"));
  EXPECT_THAT(text, Not(HasSubstr("limit:")));
}

TEST(FactsTest, NamesSignals) {
  Result result;
  result.ending = Signaled{SIGSEGV};
  EXPECT_THAT(FactsAsText(result), HasSubstr("\nsignal: SIGSEGV\n"));
}

TEST(FactsTest, TellsABlockedCallWithItsArgumentsAndForeignArchitecture) {
  Result result;
  result.ending = BlockedSyscall{"socket", "x86_64", {2, 1}};
  EXPECT_THAT(FactsAsText(result), HasSubstr("\nsyscall: socket(0x2, 0x1, 0, 0, 0, 0)\n"));
  result.ending = BlockedSyscall{"getpid", "x86", {}};
  EXPECT_THAT(FactsAsText(result), HasSubstr("getpid(0, 0, 0, 0, 0, 0) of x86\n"));
}

TEST(FactsTest, NamesTheLimitBesideTheEnding) {
  Result result;
  result.ending = Killed{};
  result.limit_hit = Limit::kWallTime;
  EXPECT_THAT(FactsAsText(result), StartsWith("ending: killed\nlimit: wall-time\n"));
}

TEST(FactsTest, KeepsAHostileOutputNameOnItsLine) {
  Result result;
  result.outputs.push_back({"a\nlimit: memory\x1b[2J", CollectedFile::State::kTooLarge, Fd(), 7});
  EXPECT_THAT(FactsAsText(result), HasSubstr("output: a\\nlimit: memory\\x1b[2J: too-large 7\n"));
}

TEST(FactsTest, JsonHoldsAnyBytesOfTheProgram) {
  Result result;
  result.stdout_data = std::string("a\0\"\xff\n", 5);
  result.outputs.push_back({"x", CollectedFile::State::kMissing, Fd(), 0});
  const auto json = nlohmann::json::parse(FactsAsJson(result));
  EXPECT_EQ(json["stdout"], std::string("a\0\"\xef\xbf\xbd\n", 7));
  EXPECT_EQ(json["ending"], "exited");
  EXPECT_EQ(json["exit_code"], 0);
  EXPECT_EQ(json["outputs"][0]["state"], "missing");
}

TEST(FactsTest, OnlyExitCodeZeroWithinAllLimitsEndsWell) {
  Result result;
  EXPECT_TRUE(EndedWell(result));
  result.limit_hit = Limit::kCpuTime;
  EXPECT_FALSE(EndedWell(result));
  result.limit_hit.reset();
  result.ending = Exited{1};
  EXPECT_FALSE(EndedWell(result));
}

}  // namespace
}  // namespace judge::sandbox
