#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "nlohmann/json.hpp"
#include "spdlog/spdlog.h"

namespace judge {
namespace {

using ::testing::EndsWith;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

constexpr char kHostile[] = "a\nb\x1b[2J\xff\"";

TEST(LogTest, WritesALineOfTextWithItsFields) {
  CaptureStderr();
  ASSERT_TRUE(StartLog("text").ok());
  {
    const LogField run("run", "x1\n");
    spdlog::warn("{}", kHostile);
  }
  spdlog::info("after");
  const std::string text = GetCapturedStderr();
  EXPECT_THAT(text.substr(0, text.find('\n')), EndsWith(" warning run=x1\\n: a\\nb\\x1b[2J\\xff\""));
  EXPECT_THAT(text, EndsWith("Z info: after\n"));
}

TEST(LogTest, WritesAnObjectALine) {
  CaptureStderr();
  ASSERT_TRUE(StartLog("json").ok());
  const LogField run("run", "x1");
  spdlog::error("{}", kHostile);
  const std::string line = GetCapturedStderr();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json.at("level"), "error");
  EXPECT_EQ(json.at("run"), "x1");
  EXPECT_EQ(json.at("message"), "a\nb\x1b[2J\uFFFD\"");
  EXPECT_EQ(json.at("time").get<std::string>().size(), sizeof("2026-11-22T12:33:06.123Z") - 1);
}

TEST(LogTest, KeepsTheFieldsOfOneThreadFromTheOthers) {
  CaptureStderr();
  ASSERT_TRUE(StartLog("text").ok());
  const LogField run("run", "x1");
  std::thread([] { spdlog::info("other"); }).join();
  EXPECT_THAT(GetCapturedStderr(), EndsWith("Z info: other\n"));
}

TEST(LogTest, RefusesAnotherFormat) { EXPECT_EQ(StartLog("xml").code(), absl::StatusCode::kInvalidArgument); }

}  // namespace
}  // namespace judge
