// The worker against a server of the tests' own, over real connections; judging is done in real boxes.
#include "worker/job_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "worker/fake_server.h"
#include "worker/machine_test_base.h"
#include "worker/slot_cpus.h"
#include "worker/task.h"

namespace judge::worker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Assignment Endless(const std::string& id) {
  v1::Assignment assignment = Python(id, "while True: pass");
  assignment.mutable_submission()->mutable_limits()->set_cpu_time_ms(3'600'000);
  *assignment.mutable_lease_time() = google::protobuf::util::TimeUtil::MillisecondsToDuration(300);
  return assignment;
}

constexpr char kDoubles[] = "print(2 * int(input()))";
constexpr char kSlowlyDoubles[] = "import time\ntime.sleep(0.5)\nprint(2 * int(input()))";

class JobLoopTest : public MachineTest {
 protected:
  void SetUp() override {
    MachineTest::SetUp();
    address_ = absl::StrCat("unix:", state_->path(), "/server");
    StartServer();
    absl::StatusOr<Connection> connection = Connection::Open({.address = address_});
    ASSERT_TRUE(connection.ok()) << connection.status();
    link_.emplace(*std::move(connection));
    v1::AnnounceRequest announcement;
    announcement.set_worker("here");
    announcement.set_slots(1);
    loop_.emplace(
        *machine_, *link_,
        JobLoop::Options{announcement,
                         {Cpus{}},
                         [this](const std::string&) { return package_; },
                         [this](const v1::AnnounceResponse& told) { max_unpacked_ = told.max_unpacked_bytes(); }});
  }
  void TearDown() override { EXPECT_EQ(End(), ended_); }

  void StartServer() { server_.emplace(address_); }
  void StartLoop() {
    thread_ = std::thread([this] { ended_ = loop_->Run(); });
  }
  // What the loop said.
  absl::Status End() {
    loop_->GiveUp();
    return Join();
  }
  absl::Status Join() {
    if (thread_.joinable()) thread_.join();
    return ended_;
  }
  // The first run that is handed out is on a package, and this is what comes of finding it.
  void ReportWithPackage(const absl::Status& found) {
    package_ = found;
    v1::Assignment assignment = Python("r1", kDoubles);
    assignment.mutable_submission()->set_problem("sha256:00");
    server_->HandOut(assignment);
    StartLoop();
    ASSERT_TRUE(server_->WaitForReports(1));
  }

  std::string address_;
  absl::StatusOr<std::shared_ptr<const problem::Package>> package_ = absl::NotFoundError("no such package");
  std::optional<FakeServer> server_;
  std::optional<ServerLink> link_;
  std::optional<JobLoop> loop_;
  std::thread thread_;
  std::atomic<int64_t> max_unpacked_ = 0;  // that the server told
  absl::Status ended_;
};

TEST_F(JobLoopTest, ReportsWhatJudgingHereGives) {
  const v1::Assignment assignment = Python("r1", kDoubles, 2);
  server_->HandOut(assignment);
  StartLoop();
  ASSERT_TRUE(server_->WaitForReports(1));
  ASSERT_TRUE(End().ok());
  EXPECT_EQ(max_unpacked_, 123);
  const v1::ReportRequest& report = server_->reports[0];
  EXPECT_EQ(report.run_id(), "r1");
  EXPECT_EQ(report.nonce(), "nonce of r1");
  EXPECT_EQ(report.result().verdict(), v1::AC) << report.ShortDebugString();
  ASSERT_EQ(report.result().tests_size(), 2);
  EXPECT_EQ(report.result().tests(1).stdout(), "4\n");
  Observer nobody;
  const auto here =
      Judge(*machine_).Run({.sources = {{"main.py", kDoubles}}}, *TaskOf(assignment.submission().tests()), {}, nobody);
  ASSERT_TRUE(here.ok()) << here.status();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(report.result().certificate(), here->certificate()));
}

TEST_F(JobLoopTest, JudgesWhateverSizeTheServerTakes) {
  server_->HandOut(Python("r1", absl::StrCat(kDoubles, "\n#", std::string(3 << 20, 'x'))));
  StartLoop();
  ASSERT_TRUE(server_->WaitForReports(1));
  EXPECT_EQ(server_->reports[0].result().verdict(), v1::AC) << server_->reports[0].result().explanation();
}

TEST_F(JobLoopTest, TellsWhatHappensAsItHappens) {
  server_->HandOut(Python("r1", kSlowlyDoubles, 3));
  StartLoop();
  ASSERT_TRUE(server_->WaitFor([&] { return server_->progress.size() >= 3; }));
  EXPECT_TRUE(server_->reports.empty()) << "told when it was over";
  ASSERT_TRUE(server_->WaitForReports(1));
  ASSERT_TRUE(End().ok());
  EXPECT_TRUE(server_->progress[0].compiled().ok());
  EXPECT_EQ(server_->progress[1].test().name(), "1");
  EXPECT_EQ(server_->progress[2].test().verdict(), v1::AC);
}

TEST_F(JobLoopTest, StopsWhatIsNoLongerItsOwnAndTakesTheNext) {
  server_->RefuseRenewals("r1", grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "cancelled"));
  server_->HandOut(Endless("r1"));
  server_->HandOut(Python("r2", kDoubles));
  StartLoop();
  ASSERT_TRUE(server_->WaitFor([&] { return !server_->reports.empty() && server_->reports.back().run_id() == "r2"; }));
  ASSERT_TRUE(End().ok());
  EXPECT_EQ(server_->reports.back().result().verdict(), v1::AC);
  for (const auto& report : server_->reports) EXPECT_EQ(report.has_result(), report.run_id() == "r2");
}

TEST_F(JobLoopTest, KeepsAResultUntilAServerThatWasStartedAgainTakesIt) {
  server_->HandOut(Python("r1", kSlowlyDoubles));
  StartLoop();
  // It is in the worker's hands: what is only on its way is lost with the server.
  ASSERT_TRUE(server_->WaitFor([&] { return !server_->progress.empty(); }));
  server_.reset();
  absl::SleepFor(absl::Seconds(1));
  StartServer();
  server_->HandOut(Python("r2", kDoubles));
  ASSERT_TRUE(server_->WaitForReports(2));
  ASSERT_TRUE(End().ok());
  std::vector<std::string> reported;
  for (const auto& report : server_->reports)
    reported.push_back(absl::StrCat(report.run_id(), " ", v1::Verdict_Name(report.result().verdict())));
  EXPECT_THAT(reported, ElementsAre("r1 AC", "r2 AC"));
  EXPECT_GE(server_->announcements, 1);
}

TEST_F(JobLoopTest, TellsAServerThatWasStartedAgainAllOfIt) {
  server_->HandOut(Python("r1", kSlowlyDoubles, 6));
  StartLoop();
  ASSERT_TRUE(server_->WaitFor([&] { return server_->progress.size() >= 2; }));
  server_.reset();
  StartServer();
  ASSERT_TRUE(server_->WaitFor([&] { return server_->progress.size() >= 4; }));
  EXPECT_TRUE(server_->progress[0].has_compiled());
  EXPECT_EQ(server_->progress[1].test().name(), "1");
}

TEST_F(JobLoopTest, FinishesWhatItJudgesWhenItIsToEnd) {
  server_->HandOut(Python("r1", kSlowlyDoubles));
  StartLoop();
  ASSERT_TRUE(server_->WaitFor([&] { return !server_->progress.empty(); }));
  loop_->Drain();
  server_->HandOut(Python("r2", kDoubles));
  EXPECT_TRUE(Join().ok());
  ASSERT_EQ(server_->reports.size(), 1u);
  EXPECT_EQ(server_->reports[0].result().verdict(), v1::AC);
  EXPECT_EQ(server_->leased, 1);
}

TEST_F(JobLoopTest, EndsWhereTheServerIsAwayForGood) {
  v1::Assignment assignment = Python("r1", kSlowlyDoubles);
  assignment.mutable_lease_time()->set_seconds(2);
  server_->HandOut(assignment);
  StartLoop();
  ASSERT_TRUE(server_->WaitFor([&] { return !server_->progress.empty(); }));
  server_.reset();
  loop_->Drain();
  EXPECT_TRUE(Join().ok());
}

TEST_F(JobLoopTest, EndsAtOnceWhereItWaitsForARun) {
  StartLoop();
  ASSERT_TRUE(server_->WaitFor([&] { return server_->announcements > 0; }));
  const absl::Time before = absl::Now();
  loop_->Drain();
  EXPECT_TRUE(Join().ok());
  EXPECT_LT(absl::Now() - before, absl::Seconds(20)) << "it waits for 30 s";
}

TEST_F(JobLoopTest, GivesBackWhatItJudgesWhenItIsToEndAtOnce) {
  server_->HandOut(Endless("r1"));
  StartLoop();
  ASSERT_TRUE(server_->WaitFor([&] { return !server_->progress.empty(); }));
  EXPECT_TRUE(End().ok());
  ASSERT_EQ(server_->reports.size(), 1u);
  EXPECT_TRUE(server_->reports[0].given_back());
}

TEST_F(JobLoopTest, ReportsAFailureOfTheJudgeAsSuch) {
  ASSERT_NO_FATAL_FAILURE(ReportWithPackage(absl::DataLossError("the disk\nis broken")));
  EXPECT_EQ(server_->reports[0].failure(), "the disk\\nis broken");
}

TEST_F(JobLoopTest, GivesBackWhatTheServerWentAwayFrom) {
  ASSERT_NO_FATAL_FAILURE(ReportWithPackage(absl::UnavailableError("Socket closed")));
  EXPECT_TRUE(server_->reports[0].given_back()) << server_->reports[0].ShortDebugString();
  server_->HandOut(Python("r2", kDoubles));
  ASSERT_TRUE(server_->WaitForReports(2));
  EXPECT_EQ(server_->reports[1].result().verdict(), v1::AC);
  EXPECT_GE(server_->announcements, 2);
}

TEST_F(JobLoopTest, GivesBackARunWhosePackageDoesNotComeInTime) {
  ASSERT_NO_FATAL_FAILURE(ReportWithPackage(absl::DeadlineExceededError("the server does not go on")));
  EXPECT_TRUE(server_->reports[0].given_back()) << server_->reports[0].ShortDebugString();
}

TEST_F(JobLoopTest, GivesAVerdictToWhatNobodyCanJudge) {
  v1::Assignment no_problem = Python("r1", kDoubles);
  no_problem.mutable_submission()->set_problem("sha256:00");
  v1::Assignment bad_flags = Python("r2", kDoubles);
  bad_flags.mutable_submission()->mutable_tests()->add_validator_flags("lenient");
  v1::Assignment bad_names = Python("r3", kDoubles);
  *bad_names.mutable_submission()->add_sources() = bad_names.submission().sources(0);
  for (const auto& assignment : {no_problem, bad_flags, bad_names}) server_->HandOut(assignment);
  StartLoop();
  ASSERT_TRUE(server_->WaitForReports(3));
  ASSERT_TRUE(End().ok());
  const auto said = [&](int i) {
    const v1::RunResult& result = server_->reports[i].result();
    return absl::StrCat(v1::Verdict_Name(result.verdict()), " ", result.explanation());
  };
  EXPECT_EQ(said(0), "JE cannot be judged: no such package");
  EXPECT_THAT(said(1), AllOf(HasSubstr("JE cannot be judged: "), HasSubstr("lenient")));
  EXPECT_THAT(said(2), AllOf(HasSubstr("CE cannot be judged: "), HasSubstr("main.py")));
}

TEST_F(JobLoopTest, SharesAllCpusWhereBoxesCannotBeKeptOnOne) {
  constexpr int kNoSuchCpu = 4000;
  absl::StatusOr<SlotCpus> cpus = SlotCpus::Take(state_->path(), {0, kNoSuchCpu}, 1);
  ASSERT_TRUE(cpus.ok()) << cpus.status();
  EXPECT_FALSE(cpus->shared());
  cpus->TryOut(*machine_);
  EXPECT_TRUE(cpus->shared());
  EXPECT_THAT(cpus->of_slots()[0].numbers, IsEmpty());
}

TEST_F(JobLoopTest, EndsWhereTheServerDoesNotWantIt) {
  server_->Refuse(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "a key of the role worker"));
  StartLoop();
  EXPECT_EQ(Join().code(), absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace judge::worker
