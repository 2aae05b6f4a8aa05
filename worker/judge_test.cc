// The judge, from sources to verdict, in real boxes.
#include "worker/judge.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/file.h"
#include "base/test_folder.h"
#include "problem/package.h"
#include "worker/compile.h"
#include "worker/machine_test_base.h"
#include "worker/time_limit.h"

namespace judge::worker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Submission Python(const std::string& code) { return {.sources = {{"main.py", code}}}; }
Submission C(const std::string& code) { return {.sources = {{"main.c", code}}}; }

// Says which of its arguments, files and input are not what the package format promises.
constexpr char kValidator[] = R"(import os, sys, time
problem, answer, feedback = open(sys.argv[1]).read(), open(sys.argv[2]).read(), sys.argv[3]
output = sys.stdin.read()
assert feedback.endswith('/') and os.listdir(feedback) == []
assert sys.argv[4:] == ['strict', '3'], sys.argv
assert problem == 'the input\n' and answer == 'the answer\n'
open(feedback + 'judgemessage.txt', 'w').write('judges: got ' + output)
if output == 'the answer\n': sys.exit(42)
if output == 'crash\n': sys.exit('the last words')
if output == 'hang\n':
    while True: pass
if output == 'sleep\n': time.sleep(100)
open(feedback + 'teammessage.txt', 'w').write('team: try again\nor not')
sys.exit(43)
)";

class JudgeTest : public MachineTest {
 protected:
  v1::RunResult Run(const Submission& submission, const std::string& input = "") {
    absl::StatusOr<Fd> file = SealedFileOf(input);
    EXPECT_TRUE(file.ok());
    return RunOn(submission, TaskOf(std::make_shared<Fd>(*std::move(file))));
  }

  v1::RunResult RunOn(const Submission& submission, const absl::StatusOr<Task>& task) {
    EXPECT_TRUE(task.ok()) << task.status();
    Observer nobody;
    absl::StatusOr<v1::RunResult> result = Judge(*machine_).Run(submission, *task, {}, nobody);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.value_or(v1::RunResult());
  }

  static std::vector<std::string> VerdictsOf(const v1::RunResult& result) {
    std::vector<std::string> verdicts;
    for (const v1::TestResult& test : result.tests())
      verdicts.push_back(absl::StrCat(test.name(), " ", v1::Verdict_Name(test.verdict())));
    return verdicts;
  }

  void Write(const std::string& name, const std::string& bytes) { package_.Write(name, bytes); }

  // On a package of one test, whose validator is kValidator; `then` happens after the package was read.
  absl::StatusOr<v1::RunResult> RunOnPackage(
      const Submission& submission, const std::function<void()>& then = [] {}) {
    Write("problem.yaml",
          "problem_format_version: legacy\nname: Problem\nvalidation: custom\nvalidator_flags: strict 3\n"
          "limits:\n  validation_time: 1\n");
    Write(".timelimit", "2");
    Write("data/secret/1.in", "the input\n");
    Write("data/secret/1.ans", "the answer\n");
    Write("output_validators/validate.py", kValidator);
    absl::StatusOr<problem::Package> package = problem::LoadPackage(package_.path());
    if (!package.ok()) return package.status();
    absl::StatusOr<Task> task = TaskOf(*machine_, *package);
    if (!task.ok()) return task.status();
    then();
    Observer nobody;
    return Judge(*machine_).Run(submission, *task, {}, nobody);
  }

  TestFolder package_;
};

TEST_F(JudgeTest, CustomValidatorIsCalledAsThePackageFormatSays) {
  const absl::StatusOr<v1::RunResult> result = RunOnPackage(Python("print('the answer')"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict(), v1::AC) << result->explanation();
  EXPECT_EQ(result->tests(0).judge_message(), "judges: got the answer\n");
}

TEST_F(JudgeTest, RejectionCarriesTheMessagesOfTheValidator) {
  const absl::StatusOr<v1::RunResult> result = RunOnPackage(Python("print('nonsense')"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict(), v1::WA);
  EXPECT_EQ(result->tests(0).explanation(), "team: try again");
  EXPECT_EQ(result->tests(0).team_message(), "team: try again\nor not");
  EXPECT_EQ(result->tests(0).judge_message(), "judges: got nonsense\n");
}

TEST_F(JudgeTest, ValidatorThatCrashesIsTheJudgesErrorAndTellsTheJudgesHow) {
  const absl::StatusOr<v1::RunResult> result = RunOnPackage(Python("print('crash')"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict(), v1::JE);
  EXPECT_THAT(result->explanation(), AllOf(HasSubstr("secret/1"), HasSubstr("validate"), HasSubstr("exit code 1")));
  const v1::TestResult& test = result->tests(0);
  EXPECT_EQ(test.verdict(), v1::JE);
  EXPECT_EQ(test.judge_message(), "judges: got crash\nthe last words\n");
  EXPECT_EQ(test.team_message(), "");
  // What the submission did is known nonetheless.
  EXPECT_EQ(test.stdout(), "crash\n");
  EXPECT_GT(test.facts().cpu_us(), 0u);
  EXPECT_GT(test.facts().setup_us(), 0u);
  EXPECT_TRUE(result->compile().ok());
}

TEST_F(JudgeTest, ValidatorThatHangsIsTheJudgesError) {
  const absl::StatusOr<v1::RunResult> result = RunOnPackage(Python("print('hang')"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict(), v1::JE);
  EXPECT_THAT(result->explanation(), HasSubstr("of CPU time, the limit is 1 s"));
}

// This process's own: it has no other child.
void KillTheSpawner() {
  const std::string path = absl::StrCat("/proc/self/task/", ::getpid(), "/children");
  for (const absl::string_view word : absl::StrSplit(*ReadKernelFile(path), ' ', absl::SkipEmpty())) {
    pid_t pid = 0;
    if (absl::SimpleAtoi(word, &pid)) ::kill(pid, SIGKILL);
  }
}

// Ends the spawner when a test begins.
class KillerOfTheSpawner : public Observer {
 public:
  explicit KillerOfTheSpawner(std::string test) : test_(std::move(test)) {}
  void TestStarted(const Test& test) override {
    if (test.name == test_) KillTheSpawner();
  }

 private:
  const std::string test_;
};

TEST_F(JudgeTest, WhatWasJudgedBeforeTheJudgeFailedIsKept) {
  Write("problem.yaml", "problem_format_version: legacy\nname: Problem\n");
  Write(".timelimit", "2");
  for (const std::string test : {"1", "2", "3", "4"}) {
    Write("data/secret/" + test + ".in", "");
    Write("data/secret/" + test + ".ans", "1\n");
  }
  const absl::StatusOr<problem::Package> package = problem::LoadPackage(package_.path());
  ASSERT_TRUE(package.ok()) << package.status();
  const absl::StatusOr<Task> task = TaskOf(*machine_, *package);
  ASSERT_TRUE(task.ok()) << task.status();
  KillerOfTheSpawner killer("secret/3");
  const auto result = Judge(*machine_).Run(Python("print(1)"), *task, {.all_tests = true}, killer);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict(), v1::JE);
  EXPECT_THAT(result->explanation(), AllOf(HasSubstr("test secret/3"), HasSubstr("spawner")));
  EXPECT_TRUE(result->compile().ok());
  EXPECT_NE(result->certificate().source_digest(), "");
  std::vector<v1::Verdict> verdicts;
  for (const v1::TestResult& test : result->tests()) verdicts.push_back(test.verdict());
  EXPECT_THAT(verdicts, ElementsAre(v1::AC, v1::AC, v1::JE, v1::SK));
}

TEST_F(JudgeTest, BoxOfASubmissionHoldsItsProgramAndNoTestData) {
  const absl::StatusOr<v1::RunResult> result =
      RunOnPackage(Python("import os\nprint([f for d in ('/work', '/tmp') for f in os.listdir(d)])"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->tests(0).stdout(), "['main.py']\n");
}

TEST_F(JudgeTest, BoxOfACompilerHoldsNoTestData) {
  std::string source;
  for (const std::string file : {"1.in", "1.ans", "secret/1.ans", "data/secret/1.ans", "problem.yaml", "validate.py"})
    for (const std::string folder : {"", "../", "/tmp/"})
      absl::StrAppend(&source, "#if __has_include(\"", folder, file, "\")\n#error ", file, "\n#endif\n");
  const absl::StatusOr<v1::RunResult> result = RunOnPackage(C(source + "int main(void) { return 0; }\n"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->compile().ok()) << result->compile().log();
}

TEST_F(JudgeTest, CompiledProgramIsThereWithoutItsSource) {
  const v1::RunResult result =
      Run(C("#include <dirent.h>\n#include <stdio.h>\n"
            "int main(void) { DIR *d = opendir(\"/work\"); struct dirent *e;\n"
            "while ((e = readdir(d))) if (e->d_name[0] != '.') puts(e->d_name); }\n"));
  ASSERT_EQ(result.tests_size(), 1) << result.compile().log();
  EXPECT_EQ(result.tests(0).stdout(), "main\n");
}

TEST_F(JudgeTest, ProgramThatTheKernelCannotRunIsTheSubmissionsFault) {
  const v1::RunResult result =
      Run(C("const char x[] __attribute__((section(\".interp\"))) = {'x'};\nint main(void) { return 0; }\n"));
  EXPECT_EQ(result.verdict(), v1::RE) << result.explanation() << result.compile().log();
  EXPECT_THAT(result.explanation(), HasSubstr("cannot be executed"));
}

// Of the five milliseconds that a hit may take, this sees a fraction of what the compile took.
TEST_F(JudgeTest, SecondCompileOfTheSameSourceNeedsNoBoxAndHardlyAnyTime) {
  const Submission submission{.sources = {{"main.cpp", "#include <bits/stdc++.h>\nint main() {}\n"}}};
  bool cached = false;
  const auto time_of_compile = [&] {
    const absl::Time start = absl::Now();
    const absl::StatusOr<Compilation> compilation = Compile(*machine_, submission, kDefaultSourceBytes, {});
    EXPECT_TRUE(compilation.ok()) << compilation.status();
    cached = compilation.ok() && compilation->result.ok() && compilation->result.cached();
    return absl::Now() - start;
  };
  const absl::Duration first = time_of_compile();
  EXPECT_FALSE(cached);
  KillTheSpawner();
  absl::Duration second = absl::InfiniteDuration();
  for (int i = 0; i < 5; ++i) {
    second = std::min(second, time_of_compile());
    EXPECT_TRUE(cached);
  }
  EXPECT_LT(second, first / 20);
}

TEST_F(JudgeTest, SourceThatIsNotPythonIsACompileError) {
  const v1::RunResult result = Run(Python("def f(:\n"));
  EXPECT_EQ(result.verdict(), v1::CE);
  EXPECT_THAT(result.compile().log(), HasSubstr("SyntaxError"));
}

TEST_F(JudgeTest, SourcesThatCannotBeTakenAreNoVerdict) {
  Observer nobody;
  const Task task = TaskOf(nullptr);
  EXPECT_TRUE(absl::IsInvalidArgument(Judge(*machine_).Run({}, task, {}, nobody).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Judge(*machine_).Run(Python(""), task, {}, nobody).status()));
  Submission unknown = Python("x");
  unknown.profile = "cobol";
  EXPECT_TRUE(absl::IsNotFound(Judge(*machine_).Run(unknown, task, {}, nobody).status()));
}

TEST_F(JudgeTest, TestsOfTheSubmissionAreJudgedWhereTheyHaveAnAnswer) {
  v1::InlineTests tests;
  v1::InlineTest* const right = tests.add_tests();
  right->set_input("2");
  right->set_answer("4.0000001\n");
  v1::InlineTest* const unknown = tests.add_tests();
  unknown->set_name("just look");
  unknown->set_input("3");
  tests.add_validator_flags("float_tolerance");
  tests.add_validator_flags("1e-6");
  const Submission doubles = Python("print(2 * int(input()))");
  v1::RunResult result = RunOn(doubles, TaskOf(tests));
  EXPECT_EQ(result.verdict(), v1::AC) << result.explanation();
  EXPECT_THAT(VerdictsOf(result), ElementsAre("1 AC", "just look VERDICT_UNSPECIFIED"));
  EXPECT_EQ(result.tests(1).stdout(), "6\n");
  right->set_answer("5");
  result = RunOn(doubles, TaskOf(tests));
  EXPECT_EQ(result.verdict(), v1::WA);
  EXPECT_THAT(VerdictsOf(result), ElementsAre("1 WA", "just look SK"));
}

class CancelsOnceATestRuns : public Observer {
 public:
  const Fd fd{::eventfd(0, EFD_CLOEXEC)};
  bool test_ended = false;
  void TestStarted(const worker::Test&) override { ::eventfd_write(fd.get(), 1); }
  void TestEnded(const TestRun&) override { test_ended = true; }
};

TEST_F(JudgeTest, StopsInTheMiddleOfATestWhenItIsCancelled) {
  CancelsOnceATestRuns observer;
  Submission endless = Python("while True: pass");
  endless.limits.set_cpu_time_ms(3'600'000);
  v1::InlineTests tests;
  tests.add_tests();
  Machine cancelled = machine_->CancelledBy(observer.fd.get());
  const absl::StatusOr<v1::RunResult> result = Judge(cancelled).Run(endless, *TaskOf(tests), {}, observer);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kCancelled) << result.status();
  EXPECT_FALSE(observer.test_ended);
}

TEST_F(JudgeTest, StopsAValidatorWhenItIsCancelled) {
  const Fd cancel(::eventfd(0, EFD_CLOEXEC));
  *machine_ = machine_->CancelledBy(cancel.get());
  std::thread canceller([&] {
    absl::SleepFor(absl::Seconds(3));  // the program has ended by then
    ::eventfd_write(cancel.get(), 1);
  });
  const absl::Time begin = absl::Now();
  EXPECT_EQ(RunOnPackage(Python("print('sleep')")).status().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(60));
  canceller.join();
}

TEST_F(JudgeTest, StopsMeasuringATimeLimitWhenItIsCancelled) {
  Write("problem.yaml", "problem_format_version: legacy\nname: Problem\n");
  Write("data/secret/1.in", "");
  Write("data/secret/1.ans", "");
  Write("submissions/accepted/a.py", "pass\n");
  const absl::StatusOr<problem::Package> package = problem::LoadPackage(package_.path());
  ASSERT_TRUE(package.ok()) << package.status();
  const absl::StatusOr<Task> task = TaskOf(*machine_, *package);
  ASSERT_TRUE(task.ok()) << task.status();
  CancelsOnceATestRuns observer;
  Machine cancelled = machine_->CancelledBy(observer.fd.get());
  EXPECT_EQ(MeasureTimeLimit(cancelled, *package, *task, observer).status().code(), absl::StatusCode::kCancelled);
  Observer nobody;
  EXPECT_TRUE(MeasureTimeLimit(*machine_, *package, *task, nobody).ok()) << "and another one is none the worse";
}

TEST_F(JudgeTest, FlagsThatNoValidatorKnowsAreRefused) {
  v1::InlineTests tests;
  tests.add_tests()->set_answer("4");
  tests.add_validator_flags("lenient");
  const absl::Status status = TaskOf(tests).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("lenient"));
}

TEST_F(JudgeTest, TimeLimitThatNobodyNamedNeedsAnAcceptedSubmission) {
  Write("problem.yaml", "problem_format_version: legacy\nname: Problem\n");
  Write("data/secret/1.in", "");
  Write("data/secret/1.ans", "1\n");
  Write("submissions/accepted/wrong.py", "print(2)\n");
  const absl::StatusOr<problem::Package> package = problem::LoadPackage(package_.path());
  ASSERT_TRUE(package.ok()) << package.status();
  const absl::StatusOr<Task> task = TaskOf(*machine_, *package);
  ASSERT_TRUE(task.ok()) << task.status();
  Observer nobody;
  const absl::Status status = MeasureTimeLimit(*machine_, *package, *task, nobody).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("accepted/wrong.py got WA"));
}

// A package is read once, and judged from for long.
TEST_F(JudgeTest, TestFileThatWasReplacedIsRefusedAndNotWaitedFor) {
  const std::string file = package_.path("data/secret/1.in");
  const std::function<void()> replacements[] = {[&] { ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0); },
                                                [&] { ASSERT_EQ(::symlink("/etc/shadow", file.c_str()), 0); }};
  for (const auto& replace : replacements) {
    const absl::StatusOr<v1::RunResult> result = RunOnPackage(Python("print('the answer')"), [&] {
      ASSERT_EQ(::unlink(file.c_str()), 0);
      replace();
    });
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->verdict(), v1::JE) << result->explanation();
    EXPECT_THAT(result->explanation(), HasSubstr("data/secret/1.in: "));
    EXPECT_EQ(result->tests(0).stdout(), "");
    ASSERT_EQ(::unlink(file.c_str()), 0);
  }
}

// A limit that was measured under other conditions is none.
TEST_F(JudgeTest, TimeLimitIsMeasuredAgainWhenAPolicyHasChanged) {
  Write("problem.yaml", "problem_format_version: legacy\nname: Problem\n");
  Write("data/secret/1.in", "");
  Write("data/secret/1.ans", "1\n");
  Write("submissions/accepted/one.py", "print(1)\n");
  const std::string profiles = state_->path() + "/profiles";
  std::filesystem::copy(JUDGE_SOURCE_DIR "/profiles", profiles, std::filesystem::copy_options::recursive);
  const absl::StatusOr<problem::Package> package = problem::LoadPackage(package_.path());
  ASSERT_TRUE(package.ok()) << package.status();
  const auto was_kept = [&] {
    MachineOptions options = machine_->options();
    options.profiles_folder = profiles;
    const absl::StatusOr<std::unique_ptr<Machine>> machine = Machine::Open(options);
    EXPECT_TRUE(machine.ok()) << machine.status();
    const absl::StatusOr<Task> task = TaskOf(**machine, *package);
    EXPECT_TRUE(task.ok()) << task.status();
    Observer nobody;
    const absl::StatusOr<MeasuredLimit> measured = MeasureTimeLimit(**machine, *package, *task, nobody);
    EXPECT_TRUE(measured.ok()) << measured.status();
    return measured.ok() && measured->kept;
  };
  EXPECT_FALSE(was_kept());
  EXPECT_TRUE(was_kept());
  const std::string policy = profiles + "/seccomp/python.policy";
  const absl::StatusOr<std::string> text = ReadFile(policy, 1 << 20);
  ASSERT_TRUE(text.ok()) << text.status();
  ASSERT_TRUE(WriteFileAtomically(policy, *text + "allow vhangup\n").ok());
  EXPECT_FALSE(was_kept());
}

// What a program maps of its image is nobody's memory, also after something has evicted it from the page cache: a box
// full of such pages, at its memory limit, loses and reads them again and again instead of getting its verdict.
TEST_F(JudgeTest, MendsAPageCacheThatBecameCold) {
  const Submission program = Python("print('warm')");
  Run(program);  // now the layers are known to be warm
  const absl::StatusOr<std::vector<std::string>> layers = machine_->Layers("base");
  ASSERT_TRUE(layers.ok()) << layers.status();
  for (const std::string& layer : *layers) {
    const std::string interpreter = absl::StrCat(state_->path(), "/layers/", layer, "/rootfs/usr/bin/python3.11");
    const absl::StatusOr<Fd> file = Open(interpreter, O_RDONLY);
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_EQ(::posix_fadvise(file->get(), 0, 0, POSIX_FADV_DONTNEED), 0);
    const timespec long_ago[] = {{.tv_sec = 1}, {.tv_sec = 1}};
    ASSERT_EQ(::utimensat(AT_FDCWD, absl::StrCat("/run/judge/warm-", layer).c_str(), long_ago, 0), 0);
  }
  for (int i = 0; i < 2; ++i) {
    const v1::RunResult result = Run(program);
    ASSERT_EQ(result.tests_size(), 1);
    EXPECT_LT(result.tests(0).facts().page_cache_bytes(), 256u << 10);
    EXPECT_EQ(result.tests(0).stdout(), "warm\n");
  }
}

}  // namespace
}  // namespace judge::worker
