// A real judge-worker that hangs in the middle of a run; a real judge-server, and another worker, which go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_process.h"
#include "judge/v1/judge.grpc.pb.h"
#include "proto/connection.h"
#include "worker/test_state.h"

namespace judge::worker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Judged on 0 and on `seconds`: the first test ends at once, and in the second there is time to do something.
v1::SubmitRunRequest Sleeper(int seconds) {
  v1::SubmitRunRequest request;
  v1::SourceFile& source = *request.add_sources();
  source.set_name("main.py");
  source.set_content("import time\nn = int(input())\ntime.sleep(n)\nprint(n)");
  request.mutable_limits()->set_wall_time_ms(60'000);
  for (const int n : {0, seconds}) {
    v1::InlineTest& test = *request.mutable_tests()->add_tests();
    test.set_input(absl::StrCat(n));
    test.set_answer(absl::StrCat(n));
  }
  return request;
}

class HangingWorkerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<TemporaryFolder> state = MakeTestState();
    ASSERT_TRUE(state.ok()) << state.status();
    state_.emplace(*std::move(state));
    server_.emplace("judge-server", std::vector<std::string>{"--state", path("server"), "--listen",
                                                             "unix:" + path("clients"), "--lease-seconds", "3"});
    const std::string address = server_->WaitFor("listening on ");
    ASSERT_NE(address, "") << server_->output();
    auto connection = Connection::Open({.address = address});
    ASSERT_TRUE(connection.ok()) << connection.status();
    connection_.emplace(*std::move(connection));
    client_ = v1::JudgeService::NewStub(connection_->channel());
  }

  std::string path(const std::string& name) const { return state_->path() + "/" + name; }

  // Ready to judge.
  std::unique_ptr<TestProcess> StartWorker(const std::string& name) {
    const std::string profiles = JUDGE_SOURCE_DIR "/profiles";
    const std::vector<std::string> arguments = {"--server",      "unix:" + path("clients"),
                                                "--state",       state_->path(),
                                                "--profiles",    profiles,
                                                "--runtime-dir", path("run"),
                                                "--slots",       "1",
                                                "--name",        name};
    auto worker = std::make_unique<TestProcess>("judge-worker", arguments);
    EXPECT_NE(worker->WaitFor("judging for "), "") << worker->output();
    return worker;
  }

  std::unique_ptr<grpc::ClientContext> NewCall() { return connection_->NewCall(absl::Minutes(2)); }

  // Asks again until a worker has announced itself.
  std::string Submit(int seconds) {
    for (;;) {
      v1::SubmitRunResponse response;
      const grpc::Status status = client_->SubmitRun(NewCall().get(), Sleeper(seconds), &response);
      if (status.error_code() != grpc::StatusCode::UNAVAILABLE) {
        EXPECT_TRUE(status.ok()) << status.error_message();
        return response.run_id();
      }
      absl::SleepFor(absl::Milliseconds(100));
    }
  }
  std::unique_ptr<grpc::ClientReader<v1::RunEvent>> Watch(grpc::ClientContext& call, const std::string& id) {
    v1::WatchRunRequest request;
    request.set_run_id(id);
    return client_->WatchRun(&call, request);
  }
  v1::Run Get(const std::string& id) {
    v1::GetRunRequest request;
    request.set_run_id(id);
    v1::Run run;
    const grpc::Status status = client_->GetRun(NewCall().get(), request, &run);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return run;
  }

  std::optional<TemporaryFolder> state_;
  std::optional<TestProcess> server_;
  std::optional<Connection> connection_;
  std::unique_ptr<v1::JudgeService::Stub> client_;
};

// From here to its end: each attempt by its number, and each verdict.
std::vector<std::string> ReadAll(grpc::ClientReader<v1::RunEvent>& stream) {
  std::vector<std::string> told;
  v1::RunEvent event;
  while (stream.Read(&event)) {
    if (event.has_started()) told.push_back(absl::StrCat("attempt ", event.started().attempt()));
    if (event.has_test()) told.push_back(v1::Verdict_Name(event.test().verdict()));
    if (event.has_finished()) told.push_back("finished: " + v1::Verdict_Name(event.finished().verdict()));
  }
  EXPECT_TRUE(stream.Finish().ok());
  return told;
}

TEST_F(HangingWorkerTest, LosesItsRunToAnotherAndIsNotBelievedWhenItGoesOn) {
  const auto hanging = StartWorker("hanging");
  const std::string id = Submit(5);
  const auto call = NewCall();
  const auto stream = Watch(*call, id);
  v1::RunEvent event;
  while (!event.has_test()) ASSERT_TRUE(stream->Read(&event)) << hanging->output();
  hanging->Signal(SIGSTOP);
  const auto other = StartWorker("other");
  EXPECT_THAT(ReadAll(*stream), ElementsAre("attempt 2", "AC", "AC", "finished: AC"));
  const v1::Run judged = Get(id);
  EXPECT_EQ(judged.verdict(), v1::AC);
  EXPECT_EQ(judged.judging(), 1);
  EXPECT_EQ(judged.lost_attempts(), 1);
  other->Signal(SIGTERM);
  EXPECT_EQ(other->Wait(), 0) << other->output();
  EXPECT_THAT(other->output(), HasSubstr(absl::StrCat("run=", id, ": judged: AC")));

  hanging->Signal(SIGCONT);
  EXPECT_NE(hanging->WaitFor(absl::StrCat("run ", id, " is no longer leased to")), "") << hanging->output();
  // It has nothing more to say of that one, once it has judged another.
  const std::string next = Submit(0);
  const auto next_call = NewCall();
  EXPECT_THAT(ReadAll(*Watch(*next_call, next)), ElementsAre("attempt 1", "AC", "AC", "finished: AC"));
  EXPECT_EQ(Get(id).SerializeAsString(), judged.SerializeAsString()) << "the result stays";
}

}  // namespace
}  // namespace judge::worker
