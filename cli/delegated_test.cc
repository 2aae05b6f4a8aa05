// judge-cli as an ordinary user whom systemd gave a cgroup of v2 (Delegate=yes): every limit is kept, and none has to
// be waived. For the guest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/ordinary_user_test_base.h"
#include "google/protobuf/util/json_util.h"
#include "judge/v1/result.pb.h"

namespace judge::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using DelegatedTest = OrdinaryUserTest;

TEST_F(DelegatedTest, JudgesAndKeepsEveryLimit) {
  const CliResult result =
      fixture_->Run({"run", kSum + "/submissions/accepted/sum.py", "--problem", kSum, "--time", "60", "--json"});
  v1::RunResult message;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &message).ok()) << result.out << result.err;
  EXPECT_EQ(message.verdict(), v1::AC) << message.explanation();
  EXPECT_EQ(message.certificate().accounting(), v1::CGROUP_V2);
  ASSERT_GT(message.tests_size(), 0);
  for (const v1::TestResult& test : message.tests()) EXPECT_EQ(test.facts().accounting(), v1::CGROUP_V2) << test.name();
}

// The guest's disk is smaller than it wants one to be.
TEST_F(DelegatedTest, DoctorFindsTheCgroupAndCanJudge) {
  EXPECT_THAT(fixture_->Run({"doctor"}).out, AllOf(HasSubstr("cgroup v2, below"), HasSubstr("a program ran in a box")));
}

}  // namespace
}  // namespace judge::cli
