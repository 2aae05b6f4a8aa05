// Clients and workers over real connections to one server in this process; the judging is the tests' own.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "google/protobuf/util/time_util.h"
#include "server/fair_queue.h"
#include "server/judge_service.h"
#include "server/sqlite_store.h"
#include "server/worker_service.h"

namespace judge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::SubmitRunRequest RequestOf(const std::string& content = "int main() {}") {
  v1::SubmitRunRequest request;
  auto* const source = request.add_sources();
  source->set_name("a.c");
  source->set_content(content);
  return request;
}

class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("service-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    for (const auto& [key, role] :
         {std::pair(&submitter_, Role::kSubmit), {&grader_, Role::kGrade}, {&worker_, Role::kWorker}})
      *key = *MakeKey("alice", role);
    stranger_ = *MakeKey("bob", Role::kSubmit);
    keys_ = *Keys::Parse(absl::StrJoin({submitter_.line, grader_.line, worker_.line, stranger_.line}, "\n"));
    Start();
  }
  void TearDown() override { Stop(); }

  void Start() {
    auto store = SqliteStore::Open({.folder = folder_->path()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    queue_.emplace();
    hub_.emplace();
    catalogue_.emplace();
    dispatcher_.emplace(*store_, *queue_, *hub_, Dispatcher::Options());
    ASSERT_TRUE(dispatcher_->Resume(absl::Now()).ok());
    admission_.emplace(Bounds(), *catalogue_, *queue_);
    executor_.emplace(2);
    judge_.emplace(JudgeService::Parts{keys_, *admission_, *catalogue_, *dispatcher_, *store_, *executor_});
    workers_.emplace(keys_, *catalogue_, *dispatcher_);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&*judge_);
    builder.RegisterService(&*workers_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    is_ticking_ = true;
    ticker_ = std::thread([this] {
      for (; is_ticking_; absl::SleepFor(absl::Milliseconds(10))) dispatcher_->Tick(absl::Now());
    });
    const auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
    client_ = v1::JudgeService::NewStub(channel);
    worker_stub_ = v1::WorkerService::NewStub(channel);
    v1::AnnounceRequest announcement;
    auto* const profile = announcement.add_profiles();
    profile->set_id("c17");
    profile->add_extensions(".c");
    v1::AnnounceResponse nothing;
    const auto context = As(worker_);
    ASSERT_TRUE(worker_stub_->Announce(context.get(), announcement, &nothing).ok());
  }

  // In the order that a server ends in: no calls, no ticks, no reads, no writes.
  void Stop() {
    server_->Shutdown(std::chrono::system_clock::now());
    is_ticking_ = false;
    ticker_.join();
    executor_.reset();
    store_.reset();
    server_.reset();
  }

  static std::unique_ptr<grpc::ClientContext> As(const NewKey& key) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization", "Bearer " + key.key);
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    return context;
  }

  std::string Submit(const v1::SubmitRunRequest& request = RequestOf()) {
    v1::SubmitRunResponse response;
    const grpc::Status status = client_->SubmitRun(As(submitter_).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.run_id();
  }
  grpc::Status Get(const NewKey& key, const std::string& id, v1::Run& run) {
    v1::GetRunRequest request;
    request.set_run_id(id);
    return client_->GetRun(As(key).get(), request, &run);
  }

  std::optional<v1::Assignment> Lease(absl::Duration wait = absl::Seconds(30)) {
    v1::LeaseRequest request;
    request.set_worker("w");
    *request.mutable_wait() = google::protobuf::util::TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(wait));
    v1::LeaseResponse response;
    const grpc::Status status = worker_stub_->Lease(As(worker_).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (!response.has_assignment()) return std::nullopt;
    return response.assignment();
  }
  grpc::Status Report(const v1::Assignment& assignment, v1::Verdict verdict) {
    v1::ReportRequest request;
    request.set_run_id(assignment.run_id());
    request.set_nonce(assignment.nonce());
    request.mutable_result()->set_verdict(verdict);
    auto* const test = request.mutable_result()->add_tests();
    test->set_name("secret/1");
    test->set_verdict(verdict);
    test->set_stdout("what it printed");
    v1::ReportResponse response;
    return worker_stub_->Report(As(worker_).get(), request, &response);
  }
  grpc::Status Renew(const v1::Assignment& assignment, const std::vector<std::string>& tests) {
    v1::RenewRequest request;
    request.set_run_id(assignment.run_id());
    request.set_nonce(assignment.nonce());
    for (const std::string& test : tests) request.add_progress()->mutable_test()->set_name(test);
    v1::RenewResponse response;
    return worker_stub_->Renew(As(worker_).get(), request, &response);
  }

  // What the stream tells from here to its end.
  static std::vector<std::string> ReadAll(grpc::ClientReader<v1::RunEvent>& stream) {
    std::vector<std::string> told;
    v1::RunEvent event;
    while (stream.Read(&event)) {
      if (event.has_started()) told.push_back("started");
      if (event.has_test()) told.push_back(event.test().name() + event.test().stdout());
      if (event.has_finished()) told.push_back(v1::Verdict_Name(event.finished().verdict()));
    }
    const grpc::Status status = stream.Finish();
    if (!status.ok()) told.push_back(status.error_message());
    return told;
  }
  std::unique_ptr<grpc::ClientReader<v1::RunEvent>> Watch(grpc::ClientContext& context, const std::string& id) {
    v1::WatchRunRequest request;
    request.set_run_id(id);
    return client_->WatchRun(&context, request);
  }

  std::optional<TemporaryFolder> folder_;
  NewKey submitter_, grader_, worker_, stranger_;
  Keys keys_;
  std::optional<FairQueue> queue_;
  std::optional<Hub> hub_;
  std::optional<Catalogue> catalogue_;
  std::optional<Dispatcher> dispatcher_;
  std::unique_ptr<SqliteStore> store_;
  std::optional<Admission> admission_;
  std::optional<Executor> executor_;
  std::optional<JudgeService> judge_;
  std::optional<WorkerService> workers_;
  std::unique_ptr<grpc::Server> server_;
  std::atomic<bool> is_ticking_ = false;
  std::thread ticker_;
  std::unique_ptr<v1::JudgeService::Stub> client_;
  std::unique_ptr<v1::WorkerService::Stub> worker_stub_;
};

TEST_F(ServiceTest, TakesARunFromSubmissionToVerdict) {
  const std::string id = Submit(RequestOf("the source"));
  const auto assignment = Lease();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->run_id(), id);
  EXPECT_EQ(assignment->submission().sources(0).content(), "the source");
  EXPECT_EQ(assignment->submission().profile(), "c17");
  v1::Run run;
  ASSERT_TRUE(Get(submitter_, id, run).ok());
  EXPECT_EQ(run.state(), v1::Run::LEASED);
  ASSERT_TRUE(Report(*assignment, v1::WA).ok());
  ASSERT_TRUE(Get(submitter_, id, run).ok());
  EXPECT_EQ(run.state(), v1::Run::DONE);
  EXPECT_EQ(run.verdict(), v1::WA);
  EXPECT_EQ(run.result().tests(0).stdout(), "") << "a hidden test";
  ASSERT_TRUE(Get(grader_, id, run).ok());
  EXPECT_EQ(run.result().tests(0).stdout(), "what it printed");
}

TEST_F(ServiceTest, TellsAWatcherWhatHappensAndWhoComesLateTheSame) {
  const std::string id = Submit();
  const auto context = As(grader_);
  const auto live = Watch(*context, id);
  const auto assignment = Lease();
  ASSERT_TRUE(Renew(*assignment, {"a", "b"}).ok());
  ASSERT_TRUE(Report(*assignment, v1::AC).ok());
  EXPECT_THAT(ReadAll(*live), ElementsAre("started", "a", "b", "AC"));
  const auto later = As(submitter_);
  EXPECT_THAT(ReadAll(*Watch(*later, id)), ElementsAre("started", "secret/1", "AC"));
}

TEST_F(ServiceTest, SendsAWaitingWorkerHomeWithNothing) { EXPECT_EQ(Lease(absl::ZeroDuration()), std::nullopt); }

TEST_F(ServiceTest, GivesNoRunToAWorkerThatWentAway) {
  {
    const auto context = As(worker_);
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
    v1::LeaseRequest request;
    request.mutable_wait()->set_seconds(30);
    v1::LeaseResponse response;
    EXPECT_EQ(worker_stub_->Lease(context.get(), request, &response).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  }
  const std::string id = Submit();
  const auto assignment = Lease();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->run_id(), id);
}

TEST_F(ServiceTest, CancelsARunAndTellsItsWorkerToStop) {
  const std::string id = Submit();
  const auto assignment = Lease();
  v1::CancelRunRequest request;
  request.set_run_id(id);
  v1::Run run;
  ASSERT_TRUE(client_->CancelRun(As(submitter_).get(), request, &run).ok());
  EXPECT_EQ(run.verdict(), v1::CANCELLED);
  EXPECT_EQ(Renew(*assignment, {}).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(Report(*assignment, v1::AC).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(client_->CancelRun(As(submitter_).get(), request, &run).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(ServiceTest, AnswersManySubmissionsInTheirOrder) {
  const auto context = As(submitter_);
  const auto stream = client_->SubmitRuns(context.get());
  constexpr int kRuns = 300;
  // So long that answers come while the next request is looked at.
  const auto source = [](int i) { return absl::StrCat(i, std::string(200'000, ' ')); };
  std::thread writer([&] {
    for (int i = 0; i < kRuns; ++i) stream->Write(i % 10 == 9 ? v1::SubmitRunRequest() : RequestOf(source(i)));
    stream->WritesDone();
  });
  v1::SubmitRunsResponse response;
  std::vector<std::string> wrong;
  int answers = 0;
  for (; stream->Read(&response); ++answers) {
    if (response.has_refused() != (answers % 10 == 9)) wrong.push_back(response.ShortDebugString());
    v1::SubmitRunRequest kept;
    if (response.has_accepted()) kept.ParseFromString(*store_->Submission(response.accepted().run_id()));
    if (response.has_accepted() && (kept.sources_size() != 1 || kept.sources(0).content() != source(answers)))
      wrong.push_back(absl::StrCat("kept something else as ", answers));
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(answers, kRuns);
  EXPECT_THAT(wrong, IsEmpty());
}

TEST_F(ServiceTest, ListsByPages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(Submit());
  v1::ListRunsRequest request;
  request.set_page_size(2);
  std::vector<std::string> listed;
  for (int page = 0; page < 3; ++page) {
    v1::ListRunsResponse response;
    ASSERT_TRUE(client_->ListRuns(As(submitter_).get(), request, &response).ok());
    for (const auto& run : response.runs()) listed.insert(listed.begin(), run.id());
    EXPECT_EQ(response.next_page_token().empty(), page == 2);
    request.set_page_token(response.next_page_token());
  }
  EXPECT_EQ(listed, ids);
}

TEST_F(ServiceTest, LetsNobodyDoWhatIsNotTheirs) {
  const std::string id = Submit();
  v1::Run run;
  EXPECT_EQ(Get(stranger_, id, run).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Get(worker_, id, run).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Get({"judge_nobody", ""}, id, run).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  const auto context = As(stranger_);
  EXPECT_THAT(ReadAll(*Watch(*context, id)), ElementsAre(HasSubstr("no run")));
  v1::LeaseRequest request;
  v1::LeaseResponse response;
  EXPECT_EQ(worker_stub_->Lease(As(grader_).get(), request, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(ServiceTest, GoesOnWhereItWasAfterItWasStartedAgain) {
  const std::string waiting = Submit();
  const auto assignment = Lease();
  Stop();
  Start();
  ASSERT_TRUE(Report(*assignment, v1::AC).ok());
  v1::Run run;
  ASSERT_TRUE(Get(submitter_, waiting, run).ok());
  EXPECT_EQ(run.verdict(), v1::AC);
}

TEST_F(ServiceTest, ServesAThousandWatchersOfOneRunWithFewThreads) {
  const std::string id = Submit();
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<v1::RunEvent>>> streams;
  for (int i = 0; i < 1000; ++i) {
    contexts.push_back(As(submitter_));
    streams.push_back(Watch(*contexts.back(), id));
  }
  const auto assignment = Lease();
  ASSERT_TRUE(Report(*assignment, v1::AC).ok());
  int threads = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) ++threads;
  EXPECT_LT(threads, 40) << "those of the client included";
  int finished = 0;
  for (auto& stream : streams) finished += ReadAll(*stream).back() == "AC";
  EXPECT_EQ(finished, 1000);
}

}  // namespace
}  // namespace judge::server
