// judge-cli as a client: the real program against a server of this test's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "absl/strings/str_split.h"
#include "base/escape.h"
#include "cli/cli_process.h"
#include "cli/exit_codes.h"
#include "cli/remote/fake_server.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace judge::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kHostile[] = "\x1b[2J\nfake";

v1::RunEvent Queued(int64_t position) {
  v1::RunEvent event;
  event.mutable_queued()->set_position(position);
  return event;
}

v1::RunEvent Started(int attempt) {
  v1::RunEvent event;
  event.mutable_started()->set_attempt(attempt);
  return event;
}

v1::RunEvent Compiled() {
  v1::RunEvent event;
  event.mutable_compiled()->set_ran(true);
  event.mutable_compiled()->set_ok(true);
  return event;
}

v1::TestResult TestOf(const std::string& name, v1::Verdict verdict) {
  v1::TestResult test;
  test.set_name(name);
  test.set_verdict(verdict);
  test.mutable_facts()->set_cpu_us(12'000);
  return test;
}

v1::RunEvent TestEvent(const std::string& name, v1::Verdict verdict = v1::AC) {
  v1::RunEvent event;
  *event.mutable_test() = TestOf(name, verdict);
  return event;
}

v1::Run DoneRun(v1::Verdict verdict, const std::vector<v1::TestResult>& tests, const std::string& explanation = "") {
  v1::Run run;
  run.set_id("run1");
  run.set_state(v1::Run::DONE);
  run.set_problem("sum");
  run.set_verdict(verdict);
  run.mutable_result()->set_verdict(verdict);
  run.mutable_result()->set_explanation(explanation);
  for (const v1::TestResult& test : tests) *run.mutable_result()->add_tests() = test;
  return run;
}

v1::RunEvent Finished(const v1::Run& run) {
  v1::RunEvent event;
  *event.mutable_finished() = run;
  return event;
}

template <typename... Details>
grpc::Status Refusal(grpc::StatusCode code, const std::string& message, const Details&... details) {
  google::rpc::Status rich;
  rich.set_code(code);
  rich.set_message(message);
  (rich.add_details()->PackFrom(details), ...);
  return grpc::Status(code, message, rich.SerializeAsString());
}

int Count(const std::string& text, const std::string& part) {
  return static_cast<int>(std::vector<std::string>(absl::StrSplit(text, part)).size()) - 1;
}

bool IsOneLine(const std::string& text) { return Count(text, "\n") == 1 && text.back() == '\n'; }

class RemoteTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<CliFixture> made = CliFixture::Make();
    ASSERT_TRUE(made.ok()) << made.status();
    fixture_.emplace(*std::move(made));
    source_ = fixture_->Write("sum.cpp", "int main() {}\n");
  }

  CliResult Run(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.end(), {"--server", server_.address()});
    return fixture_->Run(arguments, input);
  }

  std::optional<CliFixture> fixture_;
  std::string source_;
  FakeJudge judge_;
  FakeProblems problems_;
  FakeServer server_ = FakeServer({&judge_, &problems_});
};

TEST_F(RemoteTest, RunShowsWhatJudgingOnThisMachineShows) {
  judge_.events = {{Queued(2), Queued(1), Started(1), Compiled(), TestEvent("sample/1"), TestEvent("secret/1"),
                    Finished(DoneRun(v1::AC, {TestOf("sample/1", v1::AC), TestOf("secret/1", v1::AC)}))}};
  const CliResult result = Run({"run", source_, "--problem", "sum", "--time", "1.5", "--all"});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("compiled in"), HasSubstr("sample/1"), HasSubstr("secret/1"),
                                HasSubstr("\nAC  slowest test 0.012 s CPU")));
  EXPECT_THAT(result.err, IsEmpty());
  ASSERT_EQ(judge_.submitted.size(), 1u);
  const v1::SubmitRunRequest& request = judge_.submitted[0];
  EXPECT_EQ(request.sources(0).name(), "sum.cpp");
  EXPECT_EQ(request.sources(0).content(), "int main() {}\n");
  EXPECT_EQ(request.problem(), "sum");
  EXPECT_EQ(request.limits().cpu_time_ms(), 1500u);
  EXPECT_TRUE(request.all_tests());
}

TEST_F(RemoteTest, ATerminalShowsWhatIsGoingOn) {
  judge_.events = {{Queued(2), Queued(1), Started(1), Compiled(), TestEvent("sample/1"),
                    Finished(DoneRun(v1::AC, {TestOf("sample/1", v1::AC)}))}};
  const CliResult result =
      fixture_->Run({"run", source_, "--problem", "sum", "--server", server_.address()}, "", kOnTerminal);
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("run run1"), HasSubstr("queued, number 2 ..."), HasSubstr("queued, number 1 ..."),
                    HasSubstr("compiling ..."), HasSubstr("test 1 ..."), HasSubstr("test 2 ...")));
}

TEST_F(RemoteTest, RunWithoutAProblemPrintsTheProgramsOutput) {
  v1::TestResult test = TestOf("stdin", v1::VERDICT_UNSPECIFIED);
  test.set_stdout("42\n");
  v1::Run run = DoneRun(v1::VERDICT_UNSPECIFIED, {test});
  run.clear_problem();
  judge_.events = {{Started(1), Compiled(), Finished(run)}};
  const CliResult result = Run({"run", source_, "-"}, "20 22");
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_EQ(result.out, "42\n");
  EXPECT_THAT(result.err, HasSubstr("ended well"));
  EXPECT_EQ(judge_.submitted.at(0).stdin(), "20 22");
}

TEST_F(RemoteTest, ExitCodeAndJsonTellTheVerdict) {
  judge_.events = {{Finished(DoneRun(v1::WA, {TestOf("secret/1", v1::WA)}, "wrong answer on test secret/1"))}};
  const CliResult result = Run({"run", source_, "--problem", "sum", "--json"});
  EXPECT_EQ(result.code, kNotAccepted);
  v1::RunResult message;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &message).ok()) << result.out;
  EXPECT_EQ(message.verdict(), v1::WA);
  judge_.events = {{Finished(DoneRun(v1::JE, {}, "the validator crashed"))}};
  EXPECT_EQ(Run({"run", source_, "--problem", "sum"}).code, kFailed);
}

TEST_F(RemoteTest, AStreamThatBreaksIsTakenUpAgainAndNothingIsShownTwice) {
  const v1::Run done = DoneRun(v1::AC, {TestOf("secret/1", v1::AC), TestOf("secret/2", v1::AC)});
  judge_.events = {{Queued(1), Started(1), Compiled(), TestEvent("secret/1")},
                   {Started(1), Compiled(), TestEvent("secret/1"), TestEvent("secret/2"), Finished(done)}};
  const CliResult result = Run({"run", source_, "--problem", "sum"});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_EQ(Count(result.out, "compiled in"), 1);
  EXPECT_EQ(Count(result.out, "secret/1"), 1) << result.out;
  EXPECT_EQ(Count(result.out, "secret/2"), 1);
}

TEST_F(RemoteTest, WhatAServerForgotWhenItWasStartedAgainIsToldFromTheResult) {
  const v1::Run done =
      DoneRun(v1::AC, {TestOf("secret/1", v1::AC), TestOf("secret/2", v1::AC), TestOf("secret/3", v1::AC)});
  judge_.events = {{Started(1), Compiled(), TestEvent("secret/1")}, {TestEvent("secret/3"), Finished(done)}};
  const CliResult result = Run({"run", source_, "--problem", "sum"});
  for (const std::string name : {"secret/1", "secret/2", "secret/3"}) EXPECT_EQ(Count(result.out, name), 1) << name;
}

TEST_F(RemoteTest, AnotherWorkersAttemptIsShownFromItsBeginning) {
  const std::vector<v1::RunEvent> first = {Started(1), Compiled(), TestEvent("secret/1")};
  const std::vector<v1::RunEvent> second = {Started(2), Compiled(), TestEvent("secret/1", v1::WA)};
  std::vector<v1::RunEvent> both = first;
  both.insert(both.end(), second.begin(), second.end());
  std::vector<v1::RunEvent> all = both;
  all.push_back(Finished(DoneRun(v1::WA, {TestOf("secret/1", v1::WA)})));
  judge_.events = {both, all};
  const CliResult result = Run({"run", source_, "--problem", "sum"});
  EXPECT_EQ(result.code, kNotAccepted);
  EXPECT_EQ(Count(result.out, "another one begins anew"), 1);
  EXPECT_EQ(Count(result.out, "secret/1"), 2) << result.out;
}

TEST_F(RemoteTest, TellsOfTestsThatTheServerLeftOut) {
  v1::Run done = DoneRun(v1::AC, {TestOf("secret/1", v1::AC)});
  done.mutable_result()->set_tests_left_out(40'000);
  judge_.events = {{Started(1), Compiled(), TestEvent("secret/1"), Finished(done)}};
  EXPECT_THAT(Run({"run", source_, "--problem", "sum"}).out, HasSubstr("... and 40000 more that the server left out"));
}

TEST_F(RemoteTest, ASubmissionThatWasInterruptedIsSentAgainAsTheSame) {
  judge_.refusals = {Refusal(grpc::UNAVAILABLE, "going away")};
  const CliResult result = Run({"submit", source_});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_EQ(result.out, "run1\n");
  ASSERT_EQ(judge_.submitted.size(), 2u);
  EXPECT_THAT(judge_.submitted[0].idempotency_key(), Not(IsEmpty()));
  EXPECT_EQ(judge_.submitted[0].SerializeAsString(), judge_.submitted[1].SerializeAsString());
}

TEST_F(RemoteTest, SubmitSendsWhatItWasTold) {
  const CliResult result =
      Run({"submit", source_, "--label", "user=7", "--label", "contest=spring=1", "--priority", "-3",
           "--idempotency-key", "mine", "--api-key-file", fixture_->Write("key", "secret-key\n")});
  EXPECT_EQ(result.code, kOk) << result.err;
  const v1::SubmitRunRequest& request = judge_.submitted.at(0);
  EXPECT_EQ(request.labels().at("user"), "7");
  EXPECT_EQ(request.labels().at("contest"), "spring=1");
  EXPECT_EQ(request.priority(), -3);
  EXPECT_EQ(request.idempotency_key(), "mine");
  EXPECT_EQ(judge_.key, "Bearer secret-key");
}

TEST_F(RemoteTest, ARefusedSubmissionSaysEachFieldThatIsWrong) {
  google::rpc::BadRequest bad;
  for (const std::string field : {"profile", "priority"}) {
    auto* const violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description("is wrong");
  }
  judge_.refusals = {Refusal(grpc::INVALID_ARGUMENT, "profile: is wrong (and 1 more)", bad)};
  const CliResult result = Run({"submit", source_});
  EXPECT_EQ(result.code, kBadInput);
  EXPECT_EQ(result.err, "judge-cli: profile: is wrong; priority: is wrong\n");
}

TEST_F(RemoteTest, AFullServerSaysWhenToTryAgain) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  judge_.refusals = {Refusal(grpc::RESOURCE_EXHAUSTED, "10 runs a second", retry)};
  const CliResult result = Run({"submit", source_});
  EXPECT_EQ(result.code, kFailed);
  EXPECT_EQ(result.err, "judge-cli: 10 runs a second (try again in 0.25 s)\n");
}

TEST_F(RemoteTest, WatchShowsARunFromItsBeginning) {
  judge_.run = DoneRun(v1::AC, {TestOf("secret/1", v1::AC)});
  judge_.events = {{Started(1), Compiled(), TestEvent("secret/1"), Finished(judge_.run)}};
  const CliResult result = Run({"watch", "run1"});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("secret/1"), HasSubstr("\nAC ")));
}

TEST_F(RemoteTest, StatusTellsOfOneRun) {
  judge_.run = DoneRun(v1::TLE, {});
  judge_.run.set_explanation("CPU time");
  (*judge_.run.mutable_labels())["user"] = "7";
  const CliResult result = Run({"status", "run1"});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("run1"), HasSubstr("done"), HasSubstr("TLE"), HasSubstr("CPU time"),
                                HasSubstr("user=7")));
  v1::Run message;
  const CliResult json = Run({"status", "run1", "--json"});
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json.out, &message).ok()) << json.out;
  EXPECT_EQ(message.verdict(), v1::TLE);
  const CliResult unknown = Run({"status", "run2"});
  EXPECT_EQ(unknown.code, kBadInput);
  EXPECT_EQ(unknown.err, "judge-cli: no such run\n");
}

TEST_F(RemoteTest, CancelSaysWhetherItDid) {
  EXPECT_EQ(Run({"cancel", "run1"}).out, "run run1 is cancelled\n");
  judge_.refusals = {Refusal(grpc::FAILED_PRECONDITION, "it is done")};
  const CliResult result = Run({"cancel", "run1"});
  EXPECT_EQ(result.code, kBadInput);
  EXPECT_EQ(result.err, "judge-cli: it is done\n");
}

TEST_F(RemoteTest, ListReadsPagesUpToItsLimit) {
  for (const std::string id : {"r1", "r2", "r3", "r4", "r5"}) judge_.runs.emplace_back().set_id(id);
  const CliResult all = Run({"list"});
  EXPECT_THAT(all.out, AllOf(HasSubstr("r1"), HasSubstr("r5")));
  const CliResult some = Run({"list", "--limit", "4"});
  EXPECT_THAT(some.out, AllOf(HasSubstr("r4"), Not(HasSubstr("r5"))));
  EXPECT_EQ(Count(Run({"list", "--json"}).out, "\n"), 5);
}

TEST_F(RemoteTest, ListAndRejudgeSendTheirFilter) {
  const std::vector<std::string> filter = {"--problem", "sum",       "--verdict", "wa",      "--verdict",
                                           "TLE",       "--profile", "cpp20",     "--label", "a=b",
                                           "--state",   "done",      "--tenant",  "alice"};
  for (const std::string command : {"list", "rejudge"}) {
    std::vector<std::string> arguments = {command};
    arguments.insert(arguments.end(), filter.begin(), filter.end());
    EXPECT_EQ(Run(arguments).code, kOk) << command;
  }
  const v1::RunFilter& asked = judge_.listed.at(0).filter();
  EXPECT_EQ(asked.tenant(), "alice");
  EXPECT_EQ(asked.problem(), "sum");
  EXPECT_EQ(asked.profile(), "cpp20");
  EXPECT_EQ(asked.labels().at("a"), "b");
  EXPECT_THAT(asked.verdicts(), testing::ElementsAre(v1::WA, v1::TLE));
  EXPECT_THAT(asked.states(), testing::ElementsAre(v1::Run::DONE));
  EXPECT_EQ(judge_.rejudged.at(0).filter().SerializeAsString(), asked.SerializeAsString());
  EXPECT_THAT(Run({"rejudge", "--all"}).out, HasSubstr("3 runs"));
  EXPECT_TRUE(judge_.rejudged.at(1).all());
}

TEST_F(RemoteTest, AServersStringsReachTheTerminalEscaped) {
  v1::TestResult test = TestOf(kHostile, v1::WA);
  test.set_explanation(kHostile);
  v1::Run run = DoneRun(v1::WA, {test}, kHostile);
  run.set_id("run1");
  run.set_profile(kHostile);
  run.set_explanation(kHostile);
  (*run.mutable_labels())[kHostile] = kHostile;
  judge_.run = run;
  judge_.runs = {run};
  v1::RunEvent compiled = Compiled();
  compiled.mutable_compiled()->set_log("\x1b[2J");
  judge_.events = {{Started(1), compiled, Finished(run)}};
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"watch", "run1"}, {"status", "run1"}, {"list"}}) {
    const CliResult result = Run(arguments);
    EXPECT_THAT(result.out, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\nfake")))) << EscapeForLine(result.out);
  }
  judge_.refusals = {Refusal(grpc::INVALID_ARGUMENT, kHostile)};
  const CliResult refused = Run({"submit", source_});
  EXPECT_TRUE(IsOneLine(refused.err)) << EscapeForLine(refused.err);
  EXPECT_THAT(refused.err, Not(HasSubstr("\x1b")));
}

TEST_F(RemoteTest, WithoutAServerTheyHaveOneLineToSay) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"submit", source_}, {"watch", "r"}, {"list"}, {"cancel", "r"}}) {
    const CliResult result = fixture_->Run(arguments);
    EXPECT_EQ(result.code, kBadInput);
    EXPECT_EQ(result.err, "judge-cli: no judge-server was named: give --server ADDR, or set JUDGE_SERVER\n");
  }
}

TEST_F(RemoteTest, AServerThatIsNotThereIsOneLine) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"run", source_}, {"watch", "r"}}) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--server", "127.0.0.1:1"});
    const CliResult result = fixture_->Run(all);
    EXPECT_EQ(result.code, kFailed) << result.err;
    EXPECT_THAT(result.err, HasSubstr("127.0.0.1:1"));
    EXPECT_TRUE(IsOneLine(result.err)) << result.err;
  }
}

TEST_F(RemoteTest, SendsNoKeyUnencryptedToAnotherMachine) {
  const std::string key = fixture_->Write("key", "secret\n");
  const CliResult result = fixture_->Run({"list", "--server", "192.0.2.1:1", "--api-key-file", key});
  EXPECT_EQ(result.code, kBadInput) << result.err;
  EXPECT_THAT(result.err, HasSubstr("is not sent unencrypted to 192.0.2.1:1: use --tls"));
}

TEST_F(RemoteTest, TheEnvironmentNamesTheServer) {
  judge_.run = DoneRun(v1::AC, {});
  const CliResult result = fixture_->Run({"status", "run1"}, "", {"env", "JUDGE_SERVER=" + server_.address()});
  EXPECT_EQ(result.code, kOk) << result.err;
}

TEST_F(RemoteTest, TheSameFolderIsPushedAsTheSameBytes) {
  for (const std::string folder : {"one/sum", "two/sum"}) {
    fixture_->Write(folder + "/problem.yaml", "name: Sum\n");
    fixture_->Write(folder + "/data/secret/1.in", std::string(1 << 20, '1'));
    fixture_->Write(folder + "/data/secret/1.ans", "2");
    fixture_->Write(folder + "/.timelimit", "2\n");
  }
  // Differences that make no other package.
  fixture_->Write("two/sum/.git/HEAD", "main");
  std::filesystem::permissions(fixture_->path("two/sum/problem.yaml"), std::filesystem::perms::owner_all);
  std::filesystem::last_write_time(fixture_->path("two/sum/problem.yaml"), std::filesystem::file_time_type());
  for (const std::string folder : {"one/sum", "two/sum/"}) {
    const CliResult result = Run({"problem", "push", fixture_->path(folder)});
    EXPECT_EQ(result.code, kOk) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("sum version "), HasSubstr("sha256:d1")));
    EXPECT_THAT(result.err, AllOf(HasSubstr("warning: ignored"), Not(HasSubstr("\x1b"))));
  }
  ASSERT_EQ(problems_.uploads.size(), 2u);
  EXPECT_EQ(problems_.uploads[0].name, "sum");
  EXPECT_EQ(problems_.uploads[1].name, "sum");
  EXPECT_GT(problems_.uploads[0].bytes.size(), size_t{1} << 20);
  EXPECT_TRUE(problems_.uploads[0].bytes == problems_.uploads[1].bytes);
}

TEST_F(RemoteTest, AnArchiveIsPushedAsItIs) {
  const std::string bytes = std::string(3 << 20, 'x');
  const std::string path = fixture_->Write("sum.zip", bytes);
  EXPECT_EQ(Run({"problem", "push", path, "--name", "other"}).code, kOk);
  ASSERT_EQ(problems_.uploads.size(), 1u);
  EXPECT_EQ(problems_.uploads[0].name, "other");
  EXPECT_TRUE(problems_.uploads[0].bytes == bytes);
}

TEST_F(RemoteTest, APackageThatCannotBeReadToItsEndIsNotPushed) {
  fixture_->Write("sum/problem.yaml", "name: Sum\n");
  fixture_->Write("sum/data/a", "1");
  std::filesystem::create_symlink("/etc/passwd", fixture_->path("sum/data/secret"));
  const CliResult result = Run({"problem", "push", fixture_->path("sum")});
  EXPECT_EQ(result.code, kBadInput);
  EXPECT_THAT(result.err, HasSubstr("data/secret: a link out of the package"));
  const CliResult missing = Run({"problem", "push", fixture_->path("none")});
  EXPECT_EQ(missing.code, kBadInput);
  EXPECT_THAT(missing.err, HasSubstr("none: No such file"));
}

TEST_F(RemoteTest, AnUploadThatIsRefusedMidwaySaysWhy) {
  problems_.refusal = Refusal(grpc::RESOURCE_EXHAUSTED, "more than 1 GiB");
  const CliResult result =
      Run({"problem", "push", fixture_->Write("large.zip", std::string(32 << 20, 'x')), "--name", "large"});
  EXPECT_EQ(result.code, kFailed);
  EXPECT_EQ(result.err, "judge-cli: more than 1 GiB\n");
}

TEST_F(RemoteTest, ProblemsAreListedAndDeleted) {
  v1::ProblemVersion& version = problems_.problems.emplace_back();
  version.set_name("sum");
  version.set_version(3);
  version.mutable_problem()->set_name("The sum of two");
  EXPECT_THAT(Run({"problem", "list"}).out, AllOf(HasSubstr("sum"), HasSubstr("3"), HasSubstr("The sum of two")));
  EXPECT_THAT(Run({"problem", "list", "--json"}).out, HasSubstr("\"version\":3"));
  EXPECT_EQ(Run({"problem", "delete", "sum"}).code, kOk);
  EXPECT_THAT(problems_.deleted, testing::ElementsAre("sum"));
}

TEST_F(RemoteTest, ServerTellsItsLoadAndLanguages) {
  const CliResult result = Run({"server"});
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("2, 7 runs at once"), HasSubstr("cpp20"), HasSubstr("g++ 12.2.0")));
}

struct Mistake {
  std::vector<std::string> arguments;
  std::string message;
};

TEST_F(RemoteTest, MistakesAreToldWithoutAskingTheServer) {
  const std::vector<Mistake> mistakes = {
      {{"submit", source_, "--label", "user"}, "--label user: KEY=VALUE is wanted"},
      {{"submit", source_, "--label", "a=1", "--label", "a=2"}, "--label a: given twice"},
      {{"submit", fixture_->path("none.cpp")}, "none.cpp: No such file"},
      {{"list", "--verdict", "perfect"}, "--verdict perfect: there are ac, wa"},
      {{"list", "--state", "lost"}, "--state lost: there are queued, leased, done"},
      {{"run", source_, "-", "--problem", "sum"}, "a problem brings its own input"},
      {{"run", source_, "--repeat-margin", "3"}, "workers repeat at 5 %"},
      {{"list", "--ca", source_}, "a certificate was given, but not --tls"},
  };
  for (const Mistake& mistake : mistakes) {
    const CliResult result = Run(mistake.arguments);
    EXPECT_EQ(result.code, kBadInput);
    EXPECT_THAT(result.err, HasSubstr(mistake.message));
    EXPECT_TRUE(IsOneLine(result.err)) << result.err;
  }
  EXPECT_THAT(judge_.submitted, IsEmpty());
}

}  // namespace
}  // namespace judge::cli
