#include "sandbox/suite/program.h"

#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "base/file.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

absl::StatusOr<HostileProgram> Read(const std::string& text, const std::string& name = "x.c") {
  const absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make("head-");
  if (!folder.ok()) return folder.status();
  const std::string path = folder->path() + "/" + name;
  if (const absl::Status status = WriteFileAtomically(path, text); !status.ok()) return status;
  return ReadHostileProgram(path);
}

TEST(HostileProgramTest, ReadsExpectationLimitsAndPolicyFromTheHead) {
  const auto program = Read("// expect: SV socket arg0=2\n// limits: time=500ms memory=64M\n// why: a\n// b\n\nint x;");
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ(program->name, "x");
  EXPECT_EQ(program->expect, "SV socket arg0=2");
  EXPECT_EQ(program->policy, "native");
  EXPECT_EQ(program->limits.cpu_time, absl::Milliseconds(500));
  EXPECT_EQ(program->limits.memory_bytes, 64 << 20);
}

TEST(HostileProgramTest, TakesThePythonPolicyForScripts) {
  EXPECT_EQ(Read("# expect: OK\n", "x.py")->policy, "python");
}

TEST(HostileProgramTest, RefusesAHeadThatItDoesNotUnderstand) {
  EXPECT_TRUE(absl::IsInvalidArgument(Read("int x;").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Read("// why: no expectation\n").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Read("// expect: OK\n// polcy: open\n").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Read("// expect: OK\n// limits: tme=1s\n").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Read("// expect: OK\n// limits: memory=lots\n").status()));
}

TEST(HostileProgramTest, EveryFileOfTheSuiteHasAHeadThatIsUnderstoodAndANameOfItsOwn) {
  std::set<std::string> names;
  for (const std::string& path : HostileProgramFiles(TestPlaces().suite_folder)) {
    const auto program = ReadHostileProgram(path);
    ASSERT_TRUE(program.ok()) << program.status();
    EXPECT_TRUE(names.insert(program->name).second) << path;
  }
  EXPECT_GT(names.size(), 100u);
}

TEST(HostileProgramTest, EvidenceGoesBeforeTheSignal) {
  Result result;
  result.ending = Signaled{SIGKILL};
  EXPECT_EQ(VerdictWords(result), "RE SIGKILL");
  result.limit_hit = Limit::kMemory;
  EXPECT_EQ(VerdictWords(result), "MLE");
}

TEST(HostileProgramTest, ComparesABlockedCallByNameArchitectureAndTheArgumentsThatAreMentioned) {
  Result result;
  result.ending = BlockedSyscall{"socket", "x86_64", {2, 1}};
  EXPECT_TRUE(MatchesExpectation("SV socket", result));
  EXPECT_TRUE(MatchesExpectation("SV socket arg0=0x2 arg1=1", result));
  EXPECT_FALSE(MatchesExpectation("SV socket arg0=1", result));
  EXPECT_FALSE(MatchesExpectation("SV socketpair", result));
  EXPECT_FALSE(MatchesExpectation("SV socket arch=x86", result));
  EXPECT_FALSE(MatchesExpectation("RE 1", result));
}

}  // namespace
}  // namespace judge::sandbox
