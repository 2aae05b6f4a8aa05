#include "server/visibility.h"

#include <gtest/gtest.h>

#include <csignal>

namespace judge::server {
namespace {

v1::TestResult Wrong(const std::string& name) {
  v1::TestResult test;
  test.set_name(name);
  test.set_verdict(v1::WA);
  test.set_explanation("wrong answer");
  test.set_stdout("41");
  test.set_stderr("the input was 7");
  test.set_team_message("think of 42");
  test.set_judge_message("answer 42");
  test.mutable_facts()->set_cpu_us(1000);
  return test;
}

v1::Run RunWith(const v1::TestResult& test) {
  v1::Run run;
  *run.mutable_result()->add_tests() = test;
  *run.add_earlier_results()->add_tests() = test;
  return run;
}

TEST(VisibilityTest, ShowsASubmitterOfAHiddenTestHowItEndedAndNoMore) {
  v1::Run run = RunWith(Wrong("secret/1"));
  Redact(Role::kSubmit, run);
  for (const v1::TestResult& test : {run.result().tests(0), run.earlier_results(0).tests(0)}) {
    EXPECT_EQ(test.verdict(), v1::WA);
    EXPECT_EQ(test.facts().cpu_us(), 1000u);
    EXPECT_EQ(test.team_message(), "think of 42") << "it is for them";
    EXPECT_EQ(test.explanation(), "wrong answer");
    EXPECT_EQ(test.stdout() + test.stderr() + test.judge_message(), "");
  }
}

// What the program chose to end with, when it had read its input.
v1::TestResult Ended(const std::string& name, v1::Verdict verdict, const std::string& explanation, int number) {
  v1::TestResult test;
  test.set_name(name);
  test.set_verdict(verdict);
  test.set_explanation(explanation);
  v1::Facts facts;
  facts.set_ending(verdict == v1::SV ? v1::Facts::BLOCKED_SYSCALL : v1::Facts::EXITED);
  facts.set_exit_code(number);
  facts.set_stdout_bytes(number);
  facts.set_stderr_bytes(number);
  facts.set_process_limit_hits(number);
  facts.mutable_blocked_syscall()->set_name("socket");
  facts.mutable_blocked_syscall()->add_arguments(number);
  facts.set_memory_bytes(1 << 20);
  *test.mutable_facts() = facts;
  *test.add_earlier_facts() = facts;
  return test;
}

v1::Run RunOfProblem(const v1::TestResult& test) {
  v1::Run run = RunWith(test);
  const std::string line = "test " + test.name() + ": " + test.explanation();
  run.set_problem("sum");
  run.set_verdict(test.verdict());
  run.set_explanation(line);
  for (v1::RunResult* result : {run.mutable_result(), run.mutable_earlier_results(0)}) {
    result->set_problem("sum");
    result->set_verdict(test.verdict());
    result->set_explanation(line);
  }
  return run;
}

constexpr int kNumber = 1234567;

TEST(VisibilityTest, ShowsASubmitterOfAHiddenTestNoNumberThatTheProgramChose) {
  for (const v1::TestResult& test :
       {Ended("secret/1", v1::RE, "exit code 1234567 (creating a process or thread failed 1234567 times)", kNumber),
        Ended("secret/1", v1::SV, "blocked system call socket(0x1234567, 0x0, 0x0)", kNumber)}) {
    v1::Run run = RunOfProblem(test);
    Redact(Role::kSubmit, run);
    EXPECT_EQ(run.DebugString().find("1234567"), std::string::npos) << run.DebugString();
    EXPECT_EQ(run.result().tests(0).verdict(), test.verdict());
    EXPECT_EQ(run.result().tests(0).facts().memory_bytes(), 1u << 20);
    EXPECT_EQ(run.result().tests(0).facts().blocked_syscall().name(), "socket");
    v1::Run listed = RunOfProblem(test);
    listed.clear_result();
    listed.clear_earlier_results();
    Redact(Role::kSubmit, listed);
    EXPECT_EQ(listed.explanation(), run.explanation()) << "lists have no test to tell by";
    v1::Run for_grader = RunOfProblem(test);
    Redact(Role::kGrade, for_grader);
    EXPECT_EQ(for_grader.result().tests(0).facts().exit_code(), kNumber);
  }
}

TEST(VisibilityTest, StillSaysHowAHiddenTestEnded) {
  v1::Run exited = RunOfProblem(Ended("secret/1", v1::RE, "exit code 7", 7));
  v1::Run blocked = RunOfProblem(Ended("secret/1", v1::SV, "blocked system call socket(0x2)", 2));
  // As SyscallName calls what has none.
  v1::Run unnamed = RunOfProblem(Ended("secret/1", v1::SV, "blocked system call #1234567(0x2)", 2));
  unnamed.mutable_result()->mutable_tests(0)->mutable_facts()->mutable_blocked_syscall()->set_name("#1234567");
  v1::Run crashed = RunOfProblem(Ended("secret/1", v1::RE, "SIGSEGV: invalid memory access", 0));
  crashed.mutable_result()->mutable_tests(0)->mutable_facts()->set_signal(SIGSEGV);
  v1::Run slow = RunOfProblem(Ended("secret/1", v1::TLE, "used 2.000 s of CPU time, the limit is 1 s", 0));
  for (v1::Run* run : {&exited, &blocked, &unnamed, &crashed, &slow}) Redact(Role::kSubmit, *run);
  EXPECT_EQ(exited.explanation(), "run-time error in a hidden test");
  EXPECT_EQ(exited.result().tests(0).explanation(), "run-time error");
  EXPECT_EQ(blocked.result().tests(0).explanation(), "blocked system call socket");
  EXPECT_EQ(unnamed.result().tests(0).explanation(), "blocked system call");
  EXPECT_EQ(unnamed.DebugString().find("1234567"), std::string::npos) << unnamed.DebugString();
  EXPECT_EQ(crashed.result().tests(0).explanation(), "ended by SIGSEGV");
  EXPECT_EQ(slow.explanation(), "test secret/1: used 2.000 s of CPU time, the limit is 1 s");
}

TEST(VisibilityTest, ShowsASubmitterSamplesAndTestsOfTheirOwn) {
  for (const char* name : {"sample/1", "stdin", "1"}) {
    v1::Run run = RunWith(Wrong(name));
    Redact(Role::kSubmit, run);
    EXPECT_EQ(run.result().tests(0).stdout(), "41");
    EXPECT_EQ(run.result().tests(0).judge_message(), "") << "that is for judges, always";
  }
  for (const char* name : {"sample/1", "stdin", "1"}) {
    v1::Run run = RunOfProblem(Ended(name, v1::RE, "exit code 7", 7));
    if (std::string(name) != "sample/1") run.clear_problem();
    Redact(Role::kSubmit, run);
    EXPECT_EQ(run.explanation(), "test " + std::string(name) + ": exit code 7");
    EXPECT_EQ(run.result().tests(0).explanation(), "exit code 7");
    EXPECT_EQ(run.result().tests(0).facts().exit_code(), 7);
  }
}

TEST(VisibilityTest, ShowsAGraderEverything) {
  v1::Run run = RunWith(Wrong("secret/1"));
  Redact(Role::kGrade, run);
  EXPECT_EQ(run.result().tests(0).judge_message(), "answer 42");
}

TEST(VisibilityTest, HoldsForEventsAsWell) {
  v1::RunEvent event;
  *event.mutable_test() = Wrong("secret/1");
  EXPECT_TRUE(NeedsRedaction(Role::kSubmit, event));
  Redact(Role::kSubmit, event);
  EXPECT_EQ(event.test().stdout(), "");
  *event.mutable_finished() = RunWith(Wrong("secret/1"));
  Redact(Role::kSubmit, event);
  EXPECT_EQ(event.finished().result().tests(0).stdout(), "");
  EXPECT_FALSE(NeedsRedaction(Role::kAdmin, event));
}

TEST(VisibilityTest, TellsASubmitterThatTheJudgeFailedButNotWhere) {
  v1::Run run;
  run.set_verdict(v1::JE);
  run.set_explanation("worker host7/1 fell silent");
  run.mutable_result()->set_verdict(v1::JE);
  run.mutable_result()->set_explanation("open /var/lib/judge/x: No such file");
  v1::Run for_grader = run;
  Redact(Role::kSubmit, run);
  EXPECT_EQ(run.explanation(), "the judge failed");
  EXPECT_EQ(run.result().explanation(), "the judge failed");
  Redact(Role::kGrade, for_grader);
  EXPECT_EQ(for_grader.explanation(), "worker host7/1 fell silent");
}

}  // namespace
}  // namespace judge::server
