// Clients and workers over real connections to one server in this process; the judging is the tests' own.
#include <gmock/gmock.h>
#include <malloc.h>

#include <filesystem>

#include "base/version.h"
#include "google/rpc/error_details.pb.h"
#include "server/testing_service.h"
#include "server/testing_store.h"

#if defined(__SANITIZE_ADDRESS__)
// Of <sanitizer/allocator_interface.h>, which does not come with gcc.
extern "C" size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace judge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What this process has allocated and not freed.
size_t BytesInUse() {
#if defined(__SANITIZE_ADDRESS__)
  return __sanitizer_get_current_allocated_bytes();
#else
  const struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

// Clients over one connection who ask for all that happens, and read none of it. What they keep of it themselves is
// kept small.
class DeafWatchers {
 public:
  explicit DeafWatchers(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    stub_ =
        v1::JudgeService::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
  DeafWatchers(const DeafWatchers&) = delete;
  ~DeafWatchers() {
    for (const auto& context : contexts_) context->TryCancel();
    for (const auto& stream : streams_) stream->Finish();
  }

  // Of a run that has started. Returns when the first event is on its way.
  void Add(std::unique_ptr<grpc::ClientContext> context, const std::string& run_id) {
    v1::WatchRunRequest request;
    request.set_run_id(run_id);
    streams_.push_back(stub_->WatchRun(context.get(), request));
    streams_.back()->WaitForInitialMetadata();
    contexts_.push_back(std::move(context));
  }
  size_t size() const { return streams_.size(); }

 private:
  std::unique_ptr<v1::JudgeService::Stub> stub_;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts_;
  std::vector<std::unique_ptr<grpc::ClientReader<v1::RunEvent>>> streams_;
};

// Runs of alice's that are done.
void AddCancelled(Store& store, size_t count) {
  std::vector<Answer<Accepted>> accepted(count);
  for (auto& answer : accepted) store.Submit(RunOf("alice", "source"), answer.done());
  std::vector<Answer<server::Run>> cancelled(count);
  for (size_t i = 0; i < count; ++i) store.Happen(accepted[i].Wait()->run.id, Cancelled{}, "", cancelled[i].done());
  for (auto& answer : cancelled) ASSERT_TRUE(answer.Wait().ok());
}

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

TEST_F(ServiceTest, TakesNoResultThatNoJudgeGives) {
  const std::string id = Submit();
  const auto assignment = Lease();
  ASSERT_TRUE(assignment.has_value());
  for (const int verdict : {-5, 9999, static_cast<int>(v1::SK), static_cast<int>(v1::CANCELLED)})
    EXPECT_EQ(Report(*assignment, static_cast<v1::Verdict>(verdict)).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  v1::ReportRequest request;
  request.set_run_id(assignment->run_id());
  request.set_nonce(assignment->nonce());
  request.mutable_result()->set_verdict(v1::WA);
  request.mutable_result()->set_explanation("\n" + std::string(1 << 20, 'x'));
  v1::ReportResponse response;
  ASSERT_TRUE(worker_stub_->Report(As(worker_).get(), request, &response).ok());
  v1::Run run;
  ASSERT_TRUE(Get(submitter_, id, run).ok());
  EXPECT_LE(run.explanation().size(), 1000u);
  EXPECT_EQ(run.explanation().substr(0, 3), "\\nx");
}

TEST_F(ServiceTest, TellsAWatcherWhatHappensAndWhoComesLateTheSame) {
  const std::string id = Submit();
  const auto context = As(grader_);
  const auto live = Watch(*context, id);
  const auto assignment = Lease();
  ASSERT_TRUE(Renew(*assignment, {"a", "b"}).ok());
  // Before there is a result: who comes later is told of its tests.
  EXPECT_THAT(Read(*live, 3), ElementsAre("started", "a", "b"));
  ASSERT_TRUE(Report(*assignment, v1::AC).ok());
  EXPECT_THAT(ReadAll(*live), ElementsAre("AC"));
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
    google::rpc::BadRequest fields;
    if (response.has_refused() &&
        (response.refused().code() != grpc::StatusCode::INVALID_ARGUMENT || response.refused().details_size() != 1 ||
         !response.refused().details(0).UnpackTo(&fields)))
      wrong.push_back(response.ShortDebugString());
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

TEST_F(ServiceTest, JudgesAgainWhatTheFilterLeavesAndKeepsTheOldResult) {
  v1::SubmitRunRequest labelled = RequestOf();
  (*labelled.mutable_labels())["contest"] = "finals";
  const std::string id = Submit(labelled), other = Submit();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(Report(*Lease(), v1::WA).ok());
  v1::RejudgeRunsRequest request;
  (*request.mutable_filter()->mutable_labels())["contest"] = "finals";
  v1::RejudgeRunsResponse response;
  ASSERT_TRUE(client_->RejudgeRuns(As(grader_).get(), request, &response).ok());
  EXPECT_EQ(response.runs(), 1);
  const auto assignment = Lease();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->run_id(), id);
  ASSERT_TRUE(Report(*assignment, v1::AC).ok());
  v1::Run run;
  ASSERT_TRUE(Get(grader_, id, run).ok());
  EXPECT_EQ(run.judging(), 2);
  EXPECT_EQ(run.verdict(), v1::AC);
  ASSERT_EQ(run.earlier_results_size(), 1);
  EXPECT_EQ(run.earlier_results(0).verdict(), v1::WA);
  ASSERT_TRUE(Get(grader_, other, run).ok());
  EXPECT_EQ(run.judging(), 1);
}

TEST_F(ServiceTest, JudgesNoMoreAgainThanMayWait) {
  Stop();
  bounds_.backlog = 2;
  Start();
  for (int i = 0; i < 2; ++i) {
    Submit();
    ASSERT_TRUE(Report(*Lease(), v1::WA).ok());
  }
  Submit();
  v1::RejudgeRunsRequest request;
  request.set_all(true);
  v1::RejudgeRunsResponse response;
  EXPECT_EQ(client_->RejudgeRuns(As(grader_).get(), request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  // None of them was.
  ASSERT_TRUE(Lease().has_value());
  EXPECT_EQ(queue_->Depth(), 0);
  ASSERT_TRUE(client_->RejudgeRuns(As(grader_).get(), request, &response).ok());
  EXPECT_EQ(response.runs(), 2);
}

TEST_F(ServiceTest, EndsInTheMiddleOfARejudging) {
  constexpr int kRuns = 1203;
  ASSERT_NO_FATAL_FAILURE(AddCancelled(*store_, kRuns));
  std::thread client([this] {
    v1::RejudgeRunsRequest request;
    request.set_all(true);
    v1::RejudgeRunsResponse response;
    client_->RejudgeRuns(As(grader_).get(), request, &response);
  });
  while (queue_->Depth() == 0) absl::SleepFor(absl::Milliseconds(1));
  Stop();
  client.join();
  const int64_t queued = queue_->Depth();
  Start();
  EXPECT_EQ(queue_->Depth(), queued) << "what it has done is kept";
}

// The clients of these tests are gRPC's own, with nothing set.
TEST_F(ServiceTest, AnswersWithNoMoreThanAnyClientReads) {
  v1::RunResult large;
  large.set_verdict(v1::WA);
  for (int i = 0; i < 3; ++i) large.add_tests()->set_stdout(std::string(3 << 20, 'x'));
  large.add_tests()->set_stderr("the last test's");
  const std::string id = Submit();
  v1::RejudgeRunsRequest again;
  again.set_all(true);
  v1::RejudgeRunsResponse response;
  for (int judging = 1; judging <= 3; ++judging) {
    const auto assignment = Lease();
    ASSERT_TRUE(assignment.has_value());
    google::protobuf::RepeatedPtrField<v1::Progress> progress;
    progress.Add()->mutable_test()->set_stdout(std::string(5 << 20, 'x'));
    ASSERT_TRUE(dispatcher_->Renew(id, assignment->nonce(), 0, progress, SteadyTime::Now()).ok());
    const auto context = As(grader_);
    const auto watch = Watch(*context, id);
    Answer<server::Run> done;
    dispatcher_->Report(id, Finished{assignment->nonce(), v1::WA, ""}, large.SerializeAsString(), done.done());
    ASSERT_TRUE(done.Wait().ok());
    EXPECT_EQ(ReadAll(*watch).back(), "WA");
    v1::Run run;
    const grpc::Status status = Get(grader_, id, run);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(run.result().tests_size(), 4);
    EXPECT_TRUE(run.result().tests(0).stdout_truncated());
    EXPECT_EQ(run.result().tests(3).stderr(), "the last test's");
    ASSERT_EQ(run.earlier_results_size(), judging - 1);
    for (const auto& earlier : run.earlier_results()) {
      EXPECT_EQ(earlier.verdict(), v1::WA);
      EXPECT_EQ(earlier.tests(3).stderr(), "");
    }
    ASSERT_TRUE(client_->RejudgeRuns(As(grader_).get(), again, &response).ok());
  }
}

TEST_F(ServiceTest, ListsFewerRunsAPageThanAskedForWhereTheyAreLarge) {
  constexpr int kRuns = 900;
  NewRun large = RunOf("alice", "source");
  for (int i = 0; i < 16; ++i) large.run.labels[absl::StrCat(i, std::string(60, 'k'))] = std::string(255, 'v');
  std::vector<Answer<Accepted>> accepted(kRuns);
  for (auto& answer : accepted) store_->Submit(large, answer.done());
  for (auto& answer : accepted) ASSERT_TRUE(answer.Wait().ok());
  v1::ListRunsRequest request;
  request.set_page_size(1000);
  std::set<std::string> listed;
  int pages = 0;
  do {
    v1::ListRunsResponse page;
    const grpc::Status status = client_->ListRuns(As(submitter_).get(), request, &page);
    ASSERT_TRUE(status.ok()) << status.error_message();
    for (const auto& run : page.runs()) listed.insert(run.id());
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(listed.size(), static_cast<size_t>(kRuns));
  EXPECT_GT(pages, 1);
}

TEST_F(ServiceTest, JudgesThousandsAgainAndLeavesAloneWhatIsNotDone) {
  constexpr int kRuns = 1203;
  ASSERT_NO_FATAL_FAILURE(AddCancelled(*store_, kRuns));
  const std::string waiting = Submit();
  v1::RejudgeRunsRequest request;
  request.set_all(true);
  v1::RejudgeRunsResponse response;
  ASSERT_TRUE(client_->RejudgeRuns(As(grader_).get(), request, &response).ok());
  EXPECT_EQ(response.runs(), kRuns);
  EXPECT_EQ(queue_->Depth(), kRuns + 1);
  EXPECT_EQ(store_->Get(waiting)->judging, 1);
  response.Clear();
  ASSERT_TRUE(client_->RejudgeRuns(As(grader_).get(), request, &response).ok());
  EXPECT_EQ(response.runs(), 0) << "none of them is done";
}

TEST_F(ServiceTest, JudgesNothingAgainByMistake) {
  const std::string id = Submit();
  ASSERT_TRUE(Report(*Lease(), v1::WA).ok());
  const auto refused = [&](const NewKey& key, const v1::RejudgeRunsRequest& request) {
    v1::RejudgeRunsResponse response;
    return client_->RejudgeRuns(As(key).get(), request, &response).error_code();
  };
  v1::RejudgeRunsRequest all, unfinished, of_others;
  EXPECT_EQ(refused(grader_, all), grpc::StatusCode::INVALID_ARGUMENT) << "a filter that was forgotten";
  v1::RejudgeRunsRequest done, own, since_ever, until_later;
  done.mutable_filter()->add_states(v1::Run::DONE);
  own.mutable_filter()->set_tenant("alice");
  since_ever.mutable_filter()->mutable_submitted_from();
  until_later.mutable_filter()->mutable_submitted_until()->set_seconds(absl::ToUnixSeconds(absl::Now()) + 3600);
  for (const auto& request : {done, own, since_ever, until_later})
    EXPECT_EQ(refused(grader_, request), grpc::StatusCode::INVALID_ARGUMENT) << request.ShortDebugString();
  unfinished.set_all(true);
  unfinished.mutable_filter()->add_states(v1::Run::QUEUED);
  EXPECT_EQ(refused(grader_, unfinished), grpc::StatusCode::INVALID_ARGUMENT);
  of_others.mutable_filter()->set_tenant("bob");
  EXPECT_EQ(refused(grader_, of_others), grpc::StatusCode::PERMISSION_DENIED);
  all.set_all(true);
  for (const NewKey& key : {submitter_, worker_}) EXPECT_EQ(refused(key, all), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(store_->Get(id)->state, State::kDone);
}

TEST_F(ServiceTest, TellsOfItself) {
  for (int i = 0; i < 3; ++i) Submit();
  for (const char* slot : {"here/1", "here/2"}) ASSERT_TRUE(Lease(absl::Seconds(30), slot).has_value());
  v1::ServerInfo info;
  ASSERT_TRUE(client_->GetServerInfo(As(submitter_).get(), {}, &info).ok());
  EXPECT_EQ(info.version(), JudgeVersion());
  EXPECT_EQ(info.queued(), 1);
  EXPECT_EQ(info.workers(), 1);
  EXPECT_EQ(info.slots(), 2);
  EXPECT_EQ(info.max_source_bytes(), Bounds().source_bytes);
  EXPECT_GT(info.uptime().seconds() + info.uptime().nanos(), 0);
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

TEST_F(ServiceTest, LetsAnAdminSeeFindAndCancelTheRunsOfEveryTenant) {
  const std::string alices = Submit();
  v1::SubmitRunResponse bobs;
  ASSERT_TRUE(client_->SubmitRun(As(stranger_).get(), RequestOf(), &bobs).ok());
  v1::Run run;
  EXPECT_EQ(Get(stranger_, alices, run).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(Get(admin_, alices, run).ok());
  const auto listed = [&](const std::string& tenant) {
    v1::ListRunsRequest request;
    request.mutable_filter()->set_tenant(tenant);
    v1::ListRunsResponse response;
    EXPECT_TRUE(client_->ListRuns(As(admin_).get(), request, &response).ok());
    std::vector<std::string> ids;
    for (const v1::Run& one : response.runs()) ids.push_back(one.id());
    return ids;
  };
  EXPECT_THAT(listed(""), ElementsAre(bobs.run_id(), alices));
  EXPECT_THAT(listed("alice"), ElementsAre(alices));
  v1::CancelRunRequest cancel;
  cancel.set_run_id(alices);
  EXPECT_EQ(client_->CancelRun(As(stranger_).get(), cancel, &run).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(client_->CancelRun(As(admin_).get(), cancel, &run).ok());
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

// The largest result there is, and clients who ask for it and do not read it.
TEST_F(ServiceTest, KeepsOneCopyOfAResultHoweverManyDoNotReadIt) {
  constexpr size_t kDeafEach = 100, kBytes = size_t{3} << 20;
  const std::string id = Submit();
  const auto assignment = Lease();
  DeafWatchers deaf(address_);
  const auto add = [&] {
    for (size_t i = 0; i < kDeafEach; ++i) {
      deaf.Add(As(submitter_), id);
      deaf.Add(As(grader_), id);
    }
  };
  const size_t before = BytesInUse();
  add();
  v1::ReportRequest request;
  request.set_run_id(id);
  request.set_nonce(assignment->nonce());
  request.mutable_result()->set_verdict(v1::WA);
  auto* const test = request.mutable_result()->add_tests();
  test->set_name("sample/1");
  test->set_stdout(std::string(kBytes - 10'000, 'x'));
  v1::ReportResponse response;
  ASSERT_TRUE(worker_stub_->Report(As(worker_).get(), request, &response).ok());
  // Who comes when it is done is told the same.
  add();
  const auto context = As(submitter_);
  EXPECT_THAT(ReadAll(*Watch(*context, id)).back(), "WA");
  EXPECT_LT(BytesInUse() - before, 40 * kBytes) << "for " << deaf.size() << " watchers";
  Submit();
}

TEST_F(ServiceTest, IsNeitherHeldUpNorFilledByWatchersThatNeverRead) {
  constexpr int kEvents = 2000, kAtOnce = 100;
  constexpr size_t kDeaf = 50, kEventBytes = 16 << 10;
  const std::string id = Submit();
  const auto assignment = Lease();
  DeafWatchers deaf(address_);
  deaf.Add(As(grader_), id);
  const auto early_context = As(grader_), late_context = As(grader_);
  const auto early = Watch(*early_context, id);
  for (int i = 0; i < kEvents; i += kAtOnce)
    ASSERT_TRUE(Renew(*assignment, std::vector<std::string>(kAtOnce, std::string(kEventBytes, 'x')), i).ok());
  EXPECT_TRUE(ReadEvents(*early, 1 + kEvents));
  const size_t with_one = BytesInUse();

  while (deaf.size() < kDeaf) deaf.Add(As(grader_), id);
  const auto late = Watch(*late_context, id);
  EXPECT_TRUE(ReadEvents(*late, 1 + kEvents)) << "in this time the server could have told the deaf all, too";
  EXPECT_LT(BytesInUse(), with_one + kEvents * kEventBytes) << "all of them together take less than one copy";

  ASSERT_TRUE(Report(*assignment, v1::AC).ok());
  for (const auto& stream : {early.get(), late.get()}) EXPECT_THAT(ReadAll(*stream), ElementsAre("AC"));
}

}  // namespace
}  // namespace judge::server
