// For tests of judge-cli as an ordinary user.
#ifndef JUDGE_CLI_ORDINARY_USER_TEST_BASE_H_
#define JUDGE_CLI_ORDINARY_USER_TEST_BASE_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "cli/cli_process.h"

namespace judge::cli {

inline const std::string kSum = JUDGE_SOURCE_DIR "/testcases/sum";

class OrdinaryUserTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(::geteuid(), 0u) << "this test is for an ordinary user";
    absl::StatusOr<CliFixture> made = CliFixture::Make();
    ASSERT_TRUE(made.ok()) << made.status();
    fixture_.emplace(*std::move(made));
  }

  std::optional<CliFixture> fixture_;
};

}  // namespace judge::cli

#endif  // JUDGE_CLI_ORDINARY_USER_TEST_BASE_H_
