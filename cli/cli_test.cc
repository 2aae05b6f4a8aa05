// judge-cli as people and scripts use it: the real program, real boxes, real packages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/cli_process.h"
#include "cli/exit_codes.h"
#include "google/protobuf/util/json_util.h"
#include "judge/v1/result.pb.h"
#include "sandbox/process_tree.h"
#include "sandbox/suite/machine_counts.h"

namespace judge::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kSum = JUDGE_SOURCE_DIR "/testcases/sum";
const std::string kTestcases = JUDGE_SOURCE_DIR "/testcases";

constexpr char kAddition[] =
    "#include <bits/stdc++.h>\nint main() { long a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }\n";

class CliTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<CliFixture> made = CliFixture::Make();
    ASSERT_TRUE(made.ok()) << made.status();
    fixture_.emplace(*std::move(made));
  }

  CliResult Run(const std::vector<std::string>& arguments, const std::string& input = "") {
    return fixture_->Run(arguments, input);
  }

  v1::RunResult RunJson(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.push_back("--json");
    const CliResult result = Run(arguments, input);
    v1::RunResult message;
    const auto status = google::protobuf::util::JsonStringToMessage(result.out, &message);
    EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << result.out << result.err;
    return message;
  }

  std::string Write(const std::string& name, const std::string& bytes) { return fixture_->Write(name, bytes); }

  std::optional<CliFixture> fixture_;
};

TEST_F(CliTest, ShowsTheProgramsOutputByteForByteAndItsFactsBesideIt) {
  const std::string source =
      Write("echo.py", "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read() + b'\\x1b[0m\\xff')\n");
  const CliResult result = Run({"run", source, "-"}, "a\n");
  EXPECT_EQ(result.code, kOk);
  EXPECT_EQ(result.out, "a\n\x1b[0m\xff");
  EXPECT_THAT(result.err, AllOf(HasSubstr("ended well"), HasSubstr("CPU "), HasSubstr("memory ")));
}

TEST_F(CliTest, ReadsTheProgramsInputFromAFile) {
  const CliResult result = Run({"run", Write("a.cpp", kAddition), "--stdin", Write("in.txt", "20 22")});
  EXPECT_EQ(result.out, "42\n");
}

TEST_F(CliTest, ReportsWhatEndedAProgramWithoutAProblem) {
  const CliResult result = Run({"run", Write("a.c", "int main(void) { for (;;); }\n"), "--time", "0.2"});
  EXPECT_EQ(result.code, kNotAccepted);
  EXPECT_THAT(result.err, AllOf(HasSubstr("TLE: used 0.2"), HasSubstr("the limit is 0.2 s")));
}

TEST_F(CliTest, EscapesWhatAProgramWritesToStderr) {
  const CliResult result = Run({"run", Write("a.py", "import sys\nsys.stderr.write('\\x1b[2J')\n")});
  EXPECT_THAT(result.err, AllOf(HasSubstr("\\x1b[2J"), Not(HasSubstr("\x1b"))));
}

TEST_F(CliTest, ATerminalIsNotGivenTheEscapeSequencesOfAProgram) {
  const std::string source = Write("clears.py", "print('\\x1b[2J\\x1b]0;title\\x07seen')\n");
  const CliResult result = fixture_->Run({"run", source}, "", kOnTerminal);
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("seen"), Not(HasSubstr("\x1b[2J")), Not(HasSubstr("\x1b]0")), Not(HasSubstr("\x07"))));
}

TEST_F(CliTest, CompileErrorsComeWithTheCompilersOwnText) {
  const CliResult result = Run({"run", Write("a.cpp", "int main() { return undeclared; }\n"), "--problem", kSum});
  EXPECT_EQ(result.code, kNotAccepted);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("does not compile"), HasSubstr("was not declared in this scope"), HasSubstr("\nCE ")))
      << result.out;
}

TEST_F(CliTest, JudgesAnAcceptedSubmissionOnEveryTest) {
  const CliResult result = Run({"run", kSum + "/submissions/accepted/sum.cpp", "--problem", kSum});
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("secret/04-many"), HasSubstr("\nAC ")));
  EXPECT_THAT(result.out, Not(HasSubstr("\x1b"))) << "colours in a pipe";
}

TEST_F(CliTest, StopsAtTheFirstFailureUnlessAskedForAll) {
  const std::string source = Write("a.py", "print(7)\n");
  const v1::RunResult first = RunJson({"run", source, "--problem", kSum});
  const v1::RunResult all = RunJson({"run", source, "--problem", kSum, "--all"});
  EXPECT_EQ(first.verdict(), v1::WA);
  ASSERT_EQ(first.tests_size(), all.tests_size());
  int skipped = 0;
  for (const v1::TestResult& test : first.tests()) skipped += test.verdict() == v1::SK;
  EXPECT_GT(skipped, 0);
  for (const v1::TestResult& test : all.tests()) EXPECT_NE(test.verdict(), v1::SK) << test.name();
}

TEST_F(CliTest, JsonHoldsVerdictFactsOutputAndCertificate) {
  const v1::RunResult result = RunJson({"run", kSum + "/submissions/accepted/sum.c", "--problem", kSum});
  EXPECT_EQ(result.verdict(), v1::AC);
  EXPECT_EQ(result.profile(), "c17");
  EXPECT_EQ(result.problem(), "sum");
  EXPECT_TRUE(result.compile().ok());
  ASSERT_GT(result.tests_size(), 0);
  const v1::TestResult& test = result.tests(0);
  EXPECT_GT(test.facts().cpu_us(), 0u);
  EXPECT_GT(test.facts().wall_us(), 0u);
  EXPECT_GT(test.facts().memory_bytes(), 0u);
  EXPECT_THAT(test.stdout(), Not(IsEmpty()));
  EXPECT_EQ(result.limits().memory_bytes(), 64u << 20);
  for (const std::string& digest : {result.certificate().source_digest(), result.certificate().problem_digest(),
                                    result.certificate().run_image_digest()})
    EXPECT_EQ(digest.size(), 64u);
}

TEST_F(CliTest, JsonIsValidWhateverTheProgramWrites) {
  const std::string source = Write("a.py", "import sys\nsys.stdout.buffer.write(bytes(range(256)) * 1000)\n");
  const v1::RunResult result = RunJson({"run", source});
  ASSERT_EQ(result.tests_size(), 1);
  EXPECT_TRUE(result.tests(0).stdout_truncated());
  EXPECT_EQ(result.tests(0).facts().stdout_bytes(), 256000u);
}

TEST_F(CliTest, LimitsOfTheCommandLineGoBeforeTheProblems) {
  const v1::RunResult result = RunJson({"run", kSum + "/submissions/accepted/sum.py", "--problem", kSum, "--memory",
                                        "200", "--time", "3.5", "--processes", "5"});
  EXPECT_EQ(result.limits().memory_bytes(), 200u << 20);
  EXPECT_EQ(result.limits().cpu_time_ms(), 3500u);
  EXPECT_EQ(result.limits().wall_time_ms(), 8000u);
  EXPECT_EQ(result.limits().processes(), 5u);
}

TEST_F(CliTest, RunsAgainWhatCameNearToItsLimitAndSaysSo) {
  const std::string source =
      Write("near.c", "#include <time.h>\nint main(void) { while (clock() < 7 * CLOCKS_PER_SEC / 10) ; }\n");
  const auto ran = [&](const std::string& margin) {
    return Run({"run", source, "--time", "1", "--repeat-margin", margin}).err;
  };
  EXPECT_THAT(ran("40"), HasSubstr("run again alone, too near to the limit before: CPU 0.7"));
  EXPECT_THAT(ran("5"), Not(HasSubstr("run again")));
}

TEST_F(CliTest, CompilesTheSameSourceOnce) {
  const std::string source = Write("a.cpp", kAddition);
  const v1::RunResult first = RunJson({"run", source, "-"}, "1 2");
  const v1::RunResult second = RunJson({"run", source, "-"}, "3 4");
  EXPECT_FALSE(first.compile().cached());
  EXPECT_TRUE(second.compile().cached());
  ASSERT_EQ(second.tests_size(), 1);
  EXPECT_EQ(second.tests(0).stdout(), "7\n");
}

TEST_F(CliTest, KeepsDiagnosticsButNoLimitHit) {
  const std::string broken = Write("broken.c", "int main(void) { return x; }\n");
  const v1::RunResult diagnosed = RunJson({"run", broken});
  const v1::RunResult again = RunJson({"run", broken});
  EXPECT_EQ(again.verdict(), v1::CE);
  EXPECT_TRUE(again.compile().cached());
  EXPECT_EQ(diagnosed.compile().log(), again.compile().log());

  const std::string bomb = JUDGE_SOURCE_DIR "/sandbox/testdata/compile/template_bomb.cpp";
  ASSERT_TRUE(std::filesystem::exists(bomb));
  const v1::RunResult limited = RunJson({"run", bomb});
  const v1::RunResult limited_again = RunJson({"run", bomb});
  EXPECT_EQ(limited.verdict(), v1::CE);
  EXPECT_NE(limited.compile().facts().limit(), v1::Facts::LIMIT_UNSPECIFIED);
  EXPECT_FALSE(limited_again.compile().cached());
}

TEST_F(CliTest, TakesASourceWithAnyName) {
  const CliResult result = Run({"run", Write("-o evil $(id) \x1b.cpp", kAddition), "-"}, "1 2");
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_EQ(result.out, "3\n");
}

TEST_F(CliTest, JudgesSourcesInSeveralFiles) {
  const std::string header = Write("twice.h", "inline long Twice(long x) { return 2 * x; }\n");
  const std::string source =
      Write("main.cpp", "#include <cstdio>\n#include \"twice.h\"\nint main() { std::printf(\"%ld\", Twice(21)); }\n");
  const CliResult result = Run({"run", source, header});
  EXPECT_EQ(result.out, "42") << result.err;
}

TEST_F(CliTest, ListsProfilesWithTheVersionsOfTheirCompilers) {
  const CliResult result = Run({"profiles", "--versions"});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("gcc (Debian 12"), HasSubstr("g++ (Debian 12"), HasSubstr("Python 3.11")));
}

TEST_F(CliTest, DoctorFindsThisMachineAble) {
  const CliResult result = Run({"doctor"});
  EXPECT_EQ(result.code, kOk) << result.out;
  EXPECT_THAT(result.out, AllOf(HasSubstr("a program ran in a box"), HasSubstr("this machine can judge")));
}

TEST_F(CliTest, DoctorSaysWhatToDoAboutMissingImages) {
  const CliResult result = Run({"doctor", "--state", fixture_->path("empty")});
  EXPECT_EQ(result.code, kMachine);
  EXPECT_THAT(result.out, AllOf(HasSubstr("MISSING  images"), HasSubstr("-> judge-cli image build base")));
}

TEST_F(CliTest, VerifyFindsASubmissionThatGetsSomethingElse) {
  const std::string package = fixture_->path("sum");
  std::filesystem::copy(kSum, package, std::filesystem::copy_options::recursive);
  std::filesystem::remove_all(package + "/submissions");
  Write("sum/submissions/accepted/wrong.py", "print(7)\n");
  Write("sum/submissions/wrong_answer/wrong.py", "print(7)\n");
  const CliResult result = Run({"verify", package});
  EXPECT_EQ(result.code, kNotAccepted);
  EXPECT_THAT(result.out, AllOf(HasSubstr("NOT AS EXPECTED"), HasSubstr("1 of 2 submissions did not get")));
}

TEST_F(CliTest, VerifyTellsWhatIsNotSupportedAndJudgesTheRest) {
  Write("mixed/problem.yaml", "name: Mixed\n");  // no time limit: to be measured
  Write("mixed/data/secret/1.in", "");
  Write("mixed/data/secret/1.ans", "1\n");
  Write("mixed/submissions/accepted/one.java", "class one {}\n");
  const std::vector<std::string> verify = {"verify", fixture_->path("mixed")};
  EXPECT_EQ(Run(verify).code, kBadInput) << "nothing to measure a time limit from";
  Write("mixed/.timelimit", "1");
  EXPECT_EQ(Run(verify).code, kBadInput) << "nothing that could be judged";
  std::filesystem::remove(fixture_->path("mixed/.timelimit"));
  Write("mixed/submissions/accepted/one.py", "print(1)\n");
  const CliResult result = Run(verify);
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("warning: accepted/one.java is not measured"));
  EXPECT_THAT(result.out, AllOf(HasSubstr("not supported: its language has no profile"), Not(HasSubstr("JE")),
                                HasSubstr("all 1 submissions got what they were written for, 1 not supported")));
}

TEST_F(CliTest, AFailingValidatorIsTheJudgesErrorAndSaysHowItFailed) {
  const std::string package = fixture_->path("pairsum");
  std::filesystem::copy(kTestcases + "/pairsum", package, std::filesystem::copy_options::recursive);
  std::filesystem::remove_all(package + "/output_validator");
  Write("pairsum/output_validator/broken.py", "raise ValueError('no \\x1b[2J idea')\n");
  const std::string accepted = package + "/submissions/accepted/dictionary.py";
  const CliResult result = Run({"run", accepted, "--problem", package});
  EXPECT_EQ(result.code, kFailed);
  EXPECT_THAT(result.out, AllOf(HasSubstr("output validator"), HasSubstr("exit code 1"), HasSubstr("neither 42")));
  EXPECT_THAT(result.out, AllOf(HasSubstr("Traceback"), HasSubstr("\n    ValueError: no \\x1b[2J idea\n")));
  EXPECT_THAT(result.out, Not(HasSubstr("\x1b")));
  const v1::RunResult json = RunJson({"run", accepted, "--problem", package});
  EXPECT_EQ(json.verdict(), v1::JE);
  EXPECT_EQ(json.tests(0).verdict(), v1::JE);
  EXPECT_THAT(json.tests(0).judge_message(), HasSubstr("ValueError"));
  const CliResult verified = Run({"verify", package});
  EXPECT_EQ(verified.code, kFailed);
  EXPECT_THAT(verified.out, AllOf(HasSubstr("ValueError"), HasSubstr("could not be judged")));
}

TEST_F(CliTest, MeasuresAMissingTimeLimitOnceAndSaysSo) {
  const std::vector<std::string> verify = {"verify", kTestcases + "/change"};
  EXPECT_THAT(Run(verify).out, HasSubstr("measured now: the slowest accepted submission"));
  EXPECT_THAT(Run(verify).out, HasSubstr("measured before: the slowest accepted submission"));
}

bool RunsProgram(const std::vector<pid_t>& pids) {
  for (const pid_t pid : pids)
    if (sandbox::NameOfProcess(pid) == "main") return true;
  return false;
}

class InterruptTest : public CliTest, public testing::WithParamInterface<int> {};

TEST_P(InterruptTest, EndsTheProgramTheBoxAndTheSpawner) {
  const pid_t cli = fixture_->Start({"run", Write("a.c", "int main(void) { for (;;); }\n"), "--time", "600"});
  ASSERT_GT(cli, 0);
  std::vector<pid_t> descendants;
  EXPECT_TRUE(sandbox::Eventually([&] { return RunsProgram(descendants = sandbox::DescendantsOf(cli)); }));
  ASSERT_EQ(::kill(cli, GetParam()), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(cli, &status, 0), cli);
  EXPECT_TRUE(WIFSIGNALED(status));
  for (const pid_t pid : descendants) EXPECT_TRUE(sandbox::Eventually([&] { return !sandbox::IsAlive(pid); })) << pid;
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptTest, testing::Values(SIGINT, SIGTERM, SIGKILL));

}  // namespace
}  // namespace judge::cli
