// The real judge-server, with workers that lie or fall silent, and clients that do not listen. Nobody judges.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "server/testing_server_program.h"

namespace judge::server {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HostilePeersTest : public ServerProgramTest {
 protected:
  void StartForC(const std::vector<std::string>& arguments = {}) {
    ASSERT_NO_FATAL_FAILURE(Start(arguments));
    ASSERT_TRUE(Announce().ok());
    worker_ = v1::WorkerService::NewStub(connection_->channel());
  }

  std::string Submitted() {
    std::string id;
    const grpc::Status status = Submit(10, &id);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return id;
  }
  v1::Run Get(const std::string& id) {
    v1::GetRunRequest request;
    request.set_run_id(id);
    v1::Run run;
    const grpc::Status status = client_->GetRun(NewCall().get(), request, &run);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return run;
  }
  // Ids of the runs that ended so.
  std::vector<std::string> ListOf(v1::Verdict verdict) {
    v1::ListRunsRequest request;
    request.mutable_filter()->add_verdicts(verdict);
    v1::ListRunsResponse response;
    const grpc::Status status = client_->ListRuns(NewCall().get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<std::string> ids;
    for (const v1::Run& run : response.runs()) ids.push_back(run.id());
    return ids;
  }

  // The next run, or none after a while.
  v1::Assignment Lease(const std::string& name) {
    v1::LeaseRequest request;
    request.set_worker(name);
    request.mutable_wait()->set_seconds(20);
    v1::LeaseResponse response;
    const grpc::Status status = worker_->Lease(NewCall().get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.assignment();
  }
  absl::Status Report(v1::ReportRequest request, const std::string& run_id, const std::string& nonce) {
    request.set_run_id(run_id);
    request.set_nonce(nonce);
    v1::ReportResponse response;
    return StatusOf(worker_->Report(NewCall().get(), request, &response));
  }
  absl::Status Renew(const std::string& test, const std::string& run_id, const std::string& nonce) {
    v1::RenewRequest request;
    request.set_run_id(run_id);
    request.set_nonce(nonce);
    request.add_progress()->mutable_test()->set_name(test);
    v1::RenewResponse response;
    return StatusOf(worker_->Renew(NewCall().get(), request, &response));
  }
  static v1::ReportRequest ResultOf(v1::Verdict verdict) {
    v1::ReportRequest report;
    report.mutable_result()->set_verdict(verdict);
    return report;
  }

  std::unique_ptr<v1::WorkerService::Stub> worker_;
};

MATCHER(IsNotTheirs, "") {
  *result_listener << arg;
  return absl::IsFailedPrecondition(arg) &&
         absl::StrContains(std::string(arg.message()), "is no longer leased to this worker");
}

// All that a worker can say of a run.
class LiesTest : public HostilePeersTest {
 protected:
  void ExpectNoneIsBelieved(const std::string& run_id, const std::string& nonce) {
    v1::ReportRequest failure, given_back;
    failure.set_failure("a lie");
    given_back.set_given_back(true);
    for (const v1::ReportRequest& lie : {ResultOf(v1::AC), failure, given_back})
      EXPECT_THAT(Report(lie, run_id, nonce), IsNotTheirs()) << lie.ShortDebugString();
    EXPECT_THAT(Renew("a lie", run_id, nonce), IsNotTheirs());
  }
};

TEST_F(LiesTest, OfAWorkerAboutAnothersRunChangeNothing) {
  ASSERT_NO_FATAL_FAILURE(StartForC());
  const std::string id = Submitted();
  const v1::Assignment honest = Lease("honest/1");
  ASSERT_EQ(honest.run_id(), id);
  const std::string own = Submitted();
  const v1::Assignment liar = Lease("liar/1");
  ASSERT_EQ(liar.run_id(), own);
  std::string guessed = honest.nonce();
  guessed.back() ^= 1;
  for (const std::string& nonce :
       {liar.nonce(), guessed, honest.nonce().substr(1), honest.nonce() + "x", std::string()})
    ExpectNoneIsBelieved(id, nonce);
  EXPECT_EQ(Get(id).state(), v1::Run::LEASED);
  EXPECT_EQ(Get(id).lost_attempts(), 0);

  EXPECT_EQ(Renew("the truth", id, honest.nonce()), absl::OkStatus());
  EXPECT_EQ(Report(ResultOf(v1::WA), id, honest.nonce()), absl::OkStatus());
  EXPECT_EQ(Report(ResultOf(v1::RE), own, liar.nonce()), absl::OkStatus());
  EXPECT_THAT(ListOf(v1::WA), ElementsAre(id));
  EXPECT_THAT(ListOf(v1::RE), ElementsAre(own));
  EXPECT_THAT(ListOf(v1::AC), ElementsAre());
}

TEST_F(LiesTest, AboutARunThatNobodyHasLeaveItInTheQueue) {
  ASSERT_NO_FATAL_FAILURE(StartForC());
  const std::string own = Submitted();
  const v1::Assignment liar = Lease("liar/1");
  ASSERT_EQ(liar.run_id(), own);
  const std::string id = Submitted();
  for (const std::string& nonce : {std::string(), liar.nonce()}) ExpectNoneIsBelieved(id, nonce);
  EXPECT_TRUE(absl::IsNotFound(Report(ResultOf(v1::AC), "no-such-run", liar.nonce())));
  EXPECT_EQ(Get(id).state(), v1::Run::QUEUED);
  const v1::Assignment honest = Lease("honest/1");
  EXPECT_EQ(honest.run_id(), id);
  EXPECT_EQ(Report(ResultOf(v1::WA), id, honest.nonce()), absl::OkStatus());
  EXPECT_EQ(Get(id).verdict(), v1::WA);
}

TEST_F(LiesTest, OfAWorkerThatReportsTwiceComeTooLate) {
  ASSERT_NO_FATAL_FAILURE(StartForC());
  const std::string id = Submitted();
  const v1::Assignment leased = Lease("liar/1");
  ASSERT_EQ(leased.run_id(), id);
  EXPECT_EQ(Report(ResultOf(v1::WA), id, leased.nonce()), absl::OkStatus());
  const std::string first = Get(id).SerializeAsString();
  ExpectNoneIsBelieved(id, leased.nonce());
  EXPECT_EQ(Get(id).SerializeAsString(), first);
}

TEST_F(HostilePeersTest, ARunThatSilencesThreeWorkersIsAJudgeErrorThatTheOperatorFinds) {
  ASSERT_NO_FATAL_FAILURE(StartForC({"--lease-seconds", "1"}));
  const std::string id = Submitted();
  v1::Assignment last;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    last = Lease("silent/1");
    ASSERT_EQ(last.run_id(), id) << attempt;
  }
  v1::WatchRunRequest request;
  request.set_run_id(id);
  const auto call = NewCall();
  const auto stream = client_->WatchRun(call.get(), request);
  v1::RunEvent event;
  while (stream->Read(&event)) {
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(event.finished().verdict(), v1::JE);
  EXPECT_EQ(event.finished().lost_attempts(), 3);
  EXPECT_THAT(event.finished().explanation(), AllOf(HasSubstr("failed 3 times"), HasSubstr("silent/1 fell silent")));
  EXPECT_THAT(Report(ResultOf(v1::AC), id, last.nonce()), IsNotTheirs());

  const std::string other = Submitted();
  EXPECT_EQ(Report(ResultOf(v1::AC), other, Lease("honest/1").nonce()), absl::OkStatus());
  EXPECT_THAT(ListOf(v1::JE), ElementsAre(id));
  EXPECT_THAT(ListOf(v1::AC), ElementsAre(other));
}

// Submits as fast as it can, and reads nothing of what becomes of it. What it keeps of the answers is kept small.
class DeafSubmitter {
 public:
  static constexpr int kMost = 20'000;

  explicit DeafSubmitter(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    stub_ =
        v1::JudgeService::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    stream_ = stub_->SubmitRuns(&call_);
    EXPECT_TRUE(stream_->Write(RequestOf(10'000)));
    writer_ = std::thread([this] {
      while (sent_ < kMost && stream_->Write(RequestOf(10'000))) ++sent_;
    });
  }
  DeafSubmitter(const DeafSubmitter&) = delete;
  ~DeafSubmitter() {
    call_.TryCancel();
    writer_.join();
    stream_->Finish();
  }

  // How many it could send before nothing went out any more.
  int WaitUntilItIsHeldBack() const {
    for (int before = 0; before != sent_ && sent_ < kMost;) {
      before = sent_;
      absl::SleepFor(absl::Seconds(2));
    }
    return sent_;
  }

 private:
  grpc::ClientContext call_;
  std::unique_ptr<v1::JudgeService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SubmitRunRequest, v1::SubmitRunsResponse>> stream_;
  std::atomic<int> sent_ = 1;
  std::thread writer_;
};

TEST_F(HostilePeersTest, AClientThatSubmitsAndNeverReadsIsHeldBackAndOthersAreServed) {
  ASSERT_NO_FATAL_FAILURE(StartForC({"--max-rate", "1e6", "--max-burst", "1e6", "--max-queued", "1000000"}));
  {
    DeafSubmitter deaf(address_);
    EXPECT_LT(deaf.WaitUntilItIsHeldBack(), DeafSubmitter::kMost);
    const std::string id = Submitted();
    EXPECT_EQ(Get(id).state(), v1::Run::QUEUED);
    const v1::Assignment leased = Lease("honest/1");
    EXPECT_EQ(Report(ResultOf(v1::AC), leased.run_id(), leased.nonce()), absl::OkStatus());
    EXPECT_THAT(ListOf(v1::AC), ElementsAre(leased.run_id()));
  }
  Submitted();
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->Wait(), 0) << server_->output();
}

}  // namespace
}  // namespace judge::server
