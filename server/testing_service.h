// A whole server in this process, and its clients and workers over real connections. For tests.
#ifndef JUDGE_SERVER_TESTING_SERVICE_H_
#define JUDGE_SERVER_TESTING_SERVICE_H_

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "google/protobuf/util/time_util.h"
#include "server/fair_queue.h"
#include "server/judge_service.h"
#include "server/packages.h"
#include "server/problem_service.h"
#include "server/problems.h"
#include "server/sqlite_store.h"
#include "server/worker_service.h"

namespace judge::server {

inline v1::SubmitRunRequest RequestOf(const std::string& content = "int main() {}") {
  v1::SubmitRunRequest request;
  auto* const source = request.add_sources();
  source->set_name("a.c");
  source->set_content(content);
  return request;
}

// Small, to be exceeded.
inline constexpr UploadBounds kUploadBounds = {.packages = {.bytes = 2 << 20, .upload = 1 << 20},
                                               .unpacked = {.entries = 100, .bytes = 4 << 20}};

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
    admin_ = *MakeKey("operators", Role::kAdmin);
    keys_.Replace(
        *Keys::Parse(absl::StrJoin({submitter_.line, grader_.line, worker_.line, stranger_.line, admin_.line}, "\n")));
    Start();
  }
  void TearDown() override { Stop(); }

  void Start() {
    auto store = SqliteStore::Open({.folder = folder_->path()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    auto packages = Packages::Open(folder_->path() + "/packages");
    ASSERT_TRUE(packages.ok()) << packages.status();
    packages_.emplace(*std::move(packages));
    problems_.emplace();
    ASSERT_TRUE(problems_->Load(*store_).ok());
    queue_.emplace();
    hub_.emplace();
    catalogue_.emplace();
    dispatcher_.emplace(*store_, *queue_, *hub_, Dispatcher::Options());
    ASSERT_TRUE(dispatcher_->Resume(SteadyTime::Now()).ok());
    admission_.emplace(bounds_, *catalogue_, *problems_, *queue_);
    executor_.emplace(2);
    judge_.emplace(
        JudgeService::Parts{keys_, *admission_, *catalogue_, *problems_, *queue_, *dispatcher_, *store_, *executor_});
    workers_.emplace(WorkerService::Parts{keys_, *catalogue_, *dispatcher_, *packages_, *executor_}, kUploadBounds);
    uploads_.emplace(2);
    problem_service_.emplace(ProblemService::Parts{keys_, *packages_, *store_, *problems_, *executor_, *uploads_},
                             kUploadBounds);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&*judge_);
    builder.RegisterService(&*workers_);
    builder.RegisterService(&*problem_service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    is_ticking_ = true;
    ticker_ = std::thread([this] {
      for (; is_ticking_; absl::SleepFor(absl::Milliseconds(10))) dispatcher_->Tick(SteadyTime::Now());
    });
    address_ = absl::StrCat("127.0.0.1:", port);
    const auto channel = grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
    client_ = v1::JudgeService::NewStub(channel);
    worker_stub_ = v1::WorkerService::NewStub(channel);
    problem_stub_ = v1::ProblemService::NewStub(channel);
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
    uploads_.reset();
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

  std::optional<v1::Assignment> Lease(absl::Duration wait = absl::Seconds(30), const std::string& worker = "w/1") {
    v1::LeaseRequest request;
    request.set_worker(worker);
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
  grpc::Status Renew(const v1::Assignment& assignment, const std::vector<std::string>& tests, int first = 0) {
    v1::RenewRequest request;
    request.set_first_event(first);
    request.set_run_id(assignment.run_id());
    request.set_nonce(assignment.nonce());
    for (const std::string& test : tests) request.add_progress()->mutable_test()->set_name(test);
    v1::RenewResponse response;
    return worker_stub_->Renew(As(worker_).get(), request, &response);
  }

  // False: there are not that many.
  static bool ReadEvents(grpc::ClientReader<v1::RunEvent>& stream, int count) {
    v1::RunEvent event;
    for (; count > 0 && stream.Read(&event); --count) {
    }
    return count == 0;
  }
  // What the stream tells next, so many things if it does not end before.
  static std::vector<std::string> Read(grpc::ClientReader<v1::RunEvent>& stream, size_t count) {
    std::vector<std::string> told;
    v1::RunEvent event;
    while (told.size() < count && stream.Read(&event)) {
      if (event.has_started()) told.push_back("started");
      if (event.has_test()) told.push_back(event.test().name() + event.test().stdout());
      if (event.has_finished()) told.push_back(v1::Verdict_Name(event.finished().verdict()));
    }
    return told;
  }
  // What the stream tells from here to its end.
  static std::vector<std::string> ReadAll(grpc::ClientReader<v1::RunEvent>& stream) {
    std::vector<std::string> told = Read(stream, SIZE_MAX);
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
  Bounds bounds_;
  NewKey submitter_, grader_, worker_, stranger_, admin_;
  LiveKeys keys_{Keys()};
  std::optional<FairQueue> queue_;
  std::optional<Hub> hub_;
  std::optional<Catalogue> catalogue_;
  std::optional<Dispatcher> dispatcher_;
  std::unique_ptr<SqliteStore> store_;
  std::optional<Packages> packages_;
  std::optional<Problems> problems_;
  std::optional<Admission> admission_;
  std::optional<Executor> executor_;
  std::optional<Executor> uploads_;
  std::optional<JudgeService> judge_;
  std::optional<WorkerService> workers_;
  std::optional<ProblemService> problem_service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::atomic<bool> is_ticking_ = false;
  std::thread ticker_;
  std::unique_ptr<v1::JudgeService::Stub> client_;
  std::unique_ptr<v1::WorkerService::Stub> worker_stub_;
  std::unique_ptr<v1::ProblemService::Stub> problem_stub_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_TESTING_SERVICE_H_
