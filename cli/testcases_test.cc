// Every submission of every package in testcases/: the judge and the packages' authors agree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/cli_process.h"
#include "cli/exit_codes.h"

namespace judge::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TestcasesTest, VerifyAgreesWithEveryFolderOfEveryPackage) {
  absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  std::vector<std::string> arguments = {"verify"};
  for (const auto& entry : std::filesystem::directory_iterator(JUDGE_SOURCE_DIR "/testcases"))
    if (entry.is_directory()) arguments.push_back(entry.path());
  ASSERT_GE(arguments.size(), 5u);
  const CliResult result = fixture->Run(arguments);
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("submissions got what they were written for"), Not(HasSubstr("NOT AS EXPECTED"))));
}

}  // namespace
}  // namespace judge::cli
