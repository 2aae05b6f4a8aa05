// A server's worker judges as judge-cli does by itself: submissions of a sample problem, both ways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <optional>
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

// Files of one program each.
std::vector<std::filesystem::path> SubmissionsBelow(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  for (auto entries = std::filesystem::recursive_directory_iterator(folder); const auto& entry : entries) {
    if (entry.is_regular_file() && entries.depth() == 1) found.push_back(entry.path());
  }
  return found;
}

class SameVerdictTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto fixture = CliFixture::Make();
    ASSERT_TRUE(fixture.ok()) << fixture.status();
    fixture_.emplace(*std::move(fixture));
    server_.emplace("judge-server", std::vector<std::string>{"--state", fixture_->path("server"), "--listen",
                                                             absl::StrCat("unix:", fixture_->path("clients")),
                                                             "--embedded-workers", "1"});
    address_ = server_->WaitFor("listening on ");
    ASSERT_NE(address_, "") << server_->output();
    ASSERT_NE(server_->WaitFor("judging for "), "") << server_->output();
  }
  void TearDown() override {
    server_->Signal(SIGTERM);
    EXPECT_EQ(server_->Wait(), 0) << server_->output();
  }

  void ExpectTheSame(const std::string& problem, const std::vector<std::filesystem::path>& submissions) {
    const std::filesystem::path package = std::filesystem::path(JUDGE_SOURCE_DIR "/testcases") / problem;
    const CliResult pushed = fixture_->Run({"problem", "push", package, "--server", address_});
    ASSERT_EQ(pushed.code, 0) << pushed.err;
    for (const auto& submission : submissions) {
      const CliResult here = fixture_->Run({"run", submission, "--problem", package, "--json"});
      const CliResult there = fixture_->Run({"run", submission, "--problem", problem, "--json", "--server", address_});
      EXPECT_EQ(Comparable(there), Comparable(here)) << submission;
    }
  }

  std::optional<CliFixture> fixture_;
  std::optional<TestProcess> server_;
  std::string address_;
};

TEST_F(SameVerdictTest, JudgesOnAServerAsOnItsOwn) {
  const auto submissions = SubmissionsBelow(JUDGE_SOURCE_DIR "/testcases/sum/submissions");
  EXPECT_GE(submissions.size(), 10u);
  ExpectTheSame("sum", submissions);
}

// A validator in C++, groups of tests.
TEST_F(SameVerdictTest, AsksAProblemsOwnValidatorOnAServerAsOnItsOwn) {
  const std::filesystem::path folder = JUDGE_SOURCE_DIR "/testcases/pairsum/submissions";
  ExpectTheSame("pairsum", {folder / "accepted/hash.cpp", folder / "wrong_answer/uses_one_twice.cpp"});
}

}  // namespace
}  // namespace judge::cli
