#include "server/visibility.h"

#include <gtest/gtest.h>

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

TEST(VisibilityTest, ShowsASubmitterSamplesAndTestsOfTheirOwn) {
  for (const char* name : {"sample/1", "stdin", "1"}) {
    v1::Run run = RunWith(Wrong(name));
    Redact(Role::kSubmit, run);
    EXPECT_EQ(run.result().tests(0).stdout(), "41");
    EXPECT_EQ(run.result().tests(0).judge_message(), "") << "that is for judges, always";
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
