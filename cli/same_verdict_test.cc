// A server's worker judges as judge-cli does by itself: submissions of a sample problem, both ways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_process.h"
#include "cli/cli_process.h"
#include "nlohmann/json.hpp"

namespace judge::cli {
namespace {

// A program that is killed prints more or less before.
std::string OutputOf(const nlohmann::json& test) {
  const bool ended_by_itself = test["verdict"] == "AC" || test["verdict"] == "WA";
  return ended_by_itself ? test.value("stdout", "") : "";
}

// What must be equal: all but times and memory.
nlohmann::json Comparable(const CliResult& run) {
  const auto result = nlohmann::json::parse(run.out, nullptr, /*allow_exceptions=*/false);
  if (result.is_discarded()) return run.out + run.err;
  nlohmann::json tests = nlohmann::json::array();
  for (const auto& test : result.value("tests", nlohmann::json::array()))
    tests.push_back({test["name"], test["verdict"], OutputOf(test), test.value("teamMessage", "")});
  return {run.code, result["verdict"], result["profile"], result["compile"].value("log", ""), tests};
}

TEST(SameVerdictTest, JudgesOnAServerAsOnItsOwn) {
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  TestProcess server("judge-server", {"--state", fixture->path("server"), "--listen",
                                      absl::StrCat("unix:", fixture->path("clients")), "--embedded-workers", "1"});
  const std::string address = server.WaitFor("listening on ");
  ASSERT_NE(address, "") << server.output();
  const std::filesystem::path package = JUDGE_SOURCE_DIR "/testcases/sum";
  const CliResult pushed = fixture->Run({"problem", "push", package, "--server", address});
  ASSERT_EQ(pushed.code, 0) << pushed.err;
  ASSERT_NE(server.WaitFor("judging for "), "") << server.output();
  int compared = 0;
  for (auto entries = std::filesystem::recursive_directory_iterator(package / "submissions");
       const auto& entry : entries) {
    if (!entry.is_regular_file() || entries.depth() != 1) continue;  // one of several files
    const CliResult here = fixture->Run({"run", entry.path(), "--problem", package, "--json"});
    const CliResult there = fixture->Run({"run", entry.path(), "--problem", "sum", "--json", "--server", address});
    EXPECT_EQ(Comparable(there), Comparable(here)) << entry.path();
    ++compared;
  }
  EXPECT_GE(compared, 10);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0) << server.output();
}

}  // namespace
}  // namespace judge::cli
