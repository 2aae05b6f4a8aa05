// judge-cli as an ordinary user without cgroups: CTest starts this by sandbox/as_ordinary_user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/exit_codes.h"
#include "cli/ordinary_user_test_base.h"
#include "google/protobuf/util/json_util.h"
#include "judge/v1/result.pb.h"

namespace judge::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class RootlessTest : public OrdinaryUserTest {
 protected:
  CliResult Run(const std::vector<std::string>& arguments, const std::vector<std::string>& prefix = {}) {
    return fixture_->Run(arguments, "", prefix);
  }

  // In a user namespace of its own, which this shell command has changed.
  static std::vector<std::string> Where(const std::string& change) {
    return {"unshare", "--user", "--map-current-user",           "--keep-caps", "--mount",
            "sh",      "-ec",    change + "; exec \"$0\" \"$@\""};
  }

  void ExpectRefusal(const CliResult& result, const std::string& message) {
    EXPECT_EQ(result.code, kMachine) << result.err;
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(result.err, AllOf(StartsWith("judge-cli: "), HasSubstr(message)));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }
};

TEST_F(RootlessTest, RefusesLimitsThatRlimitsCannotKeepAndSaysWhatToDo) {
  const CliResult result = Run({"run", kSum + "/submissions/accepted/sum.py", "--problem", kSum});
  ExpectRefusal(result, "rlimits cannot keep the memory limit, nor the CPU time limit of more than one process");
  EXPECT_THAT(result.err, AllOf(HasSubstr("--best-effort"), HasSubstr("Delegate=yes"), HasSubstr("as root")));
}

TEST_F(RootlessTest, JudgesWithRlimitsOnRequestAndSaysSo) {
  const CliResult result =
      Run({"run", kSum + "/submissions/accepted/sum.py", "--problem", kSum, "--best-effort", "--json"});
  v1::RunResult message;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &message).ok()) << result.out << result.err;
  EXPECT_EQ(message.verdict(), v1::AC);
  EXPECT_EQ(message.certificate().accounting(), v1::RLIMITS);
  ASSERT_GT(message.tests_size(), 0);
  for (const v1::TestResult& test : message.tests()) EXPECT_EQ(test.facts().accounting(), v1::RLIMITS) << test.name();
  const CliResult table = Run({"run", kSum + "/submissions/accepted/sum.py", "--problem", kSum, "--best-effort"});
  EXPECT_THAT(table.out, HasSubstr("by rlimits alone"));
}

TEST_F(RootlessTest, GivesEverySubmissionTheVerdictThatItWasWrittenFor) {
  const CliResult result = Run({"verify", kSum, "--best-effort"});
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
}

TEST_F(RootlessTest, LeavesNothingBehind) {
  ASSERT_EQ(Run({"run", kSum + "/submissions/accepted/sum.py", "--problem", kSum, "--best-effort"}).code, kOk);
  for (const auto& entry : std::filesystem::directory_iterator(fixture_->state() + "/run"))
    EXPECT_FALSE(absl::StartsWith(entry.path().filename().string(), "spawner-")) << entry.path();
}

TEST_F(RootlessTest, DoctorSaysWhatIsMissingAndHowToGetIt) {
  const CliResult strict = Run({"doctor"});
  EXPECT_EQ(strict.code, kMachine);
  EXPECT_THAT(strict.out, AllOf(HasSubstr("boxes are made in user namespaces"), HasSubstr("no /etc/subuid is needed"),
                                HasSubstr("only with --best-effort")));
  const CliResult lenient = Run({"doctor", "--best-effort"});
  EXPECT_EQ(lenient.code, kOk) << lenient.out;
  EXPECT_THAT(lenient.out, AllOf(HasSubstr("Delegate=yes"), HasSubstr("a program ran in a box")));
}

TEST_F(RootlessTest, SaysWhereUserNamespacesAreSwitchedOff) {
  const auto prefix = Where("echo 0 >/proc/sys/user/max_user_namespaces");
  ExpectRefusal(Run({"run", kSum + "/submissions/accepted/sum.py", "--best-effort"}, prefix),
                "sysctl -w user.max_user_namespaces=");
  EXPECT_THAT(Run({"doctor"}, prefix).out, HasSubstr("sysctl -w user.max_user_namespaces="));
}

TEST_F(RootlessTest, SaysWhatToSetForAUserWithoutAHome) {
  const std::vector<std::string> homeless = {"env", "-u", "HOME", "-u", "JUDGE_STATE"};
  ExpectRefusal(Run({"run", kSum + "/submissions/accepted/sum.py"}, homeless), "set HOME or JUDGE_STATE");
  ExpectRefusal(Run({"--state", fixture_->path("new"), "image", "list"}, homeless), "--runtime-dir");
}

TEST_F(RootlessTest, SaysWhereProcIsCovered) {
  const auto prefix = Where("mount -t tmpfs none /proc/tty");
  ExpectRefusal(Run({"run", kSum + "/submissions/accepted/sum.py", "--best-effort"}, prefix),
                "/proc cannot be mounted in a user namespace");
}

// Building them is root's, see bad_input_test.
TEST_F(RootlessTest, JudgesWithTheImagesOfTheMachine) {
  const CliResult result = Run({"--state", fixture_->path("new"), "image", "build"});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_THAT(result.out, HasSubstr("image base is ready"));
}

}  // namespace
}  // namespace judge::cli
