#include "server/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>

#include "absl/synchronization/notification.h"
#include "base/file.h"
#include "server/fair_queue.h"
#include "server/sqlite_store.h"
#include "server/testing_store.h"

namespace judge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Progress = google::protobuf::RepeatedPtrField<v1::Progress>;

constexpr absl::Duration kLong = absl::Minutes(10);

Progress ProgressOf(std::initializer_list<const char*> tests) {
  Progress progress;
  progress.Add()->mutable_compiled()->set_ok(true);
  for (const char* test : tests) progress.Add()->mutable_test()->set_name(test);
  return progress;
}

// "started 1", "compiled", "test a", "finished AC": what a watcher is told until there is no more for now.
std::vector<std::string> Told(Watch& watch) {
  std::vector<std::string> told;
  while (const EventPtr event = watch.Next([] {})) {
    if (event->event().has_queued()) told.push_back(absl::StrCat("queued ", event->event().queued().position()));
    if (event->event().has_started()) told.push_back(absl::StrCat("started ", event->event().started().attempt()));
    if (event->event().has_compiled()) told.push_back("compiled");
    if (event->event().has_test()) told.push_back("test " + event->event().test().name());
    if (event->event().has_finished())
      told.push_back("finished " + v1::Verdict_Name(event->event().finished().verdict()));
  }
  return told;
}

class DispatcherTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("dispatcher-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    Start();
  }
  void TearDown() override { store_.reset(); }

  // As a server does: with what is on the disk alone.
  void Start() {
    store_.reset();
    auto store = SqliteStore::Open({.folder = folder_->path()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    queue_.emplace();
    hub_.emplace();
    dispatcher_.emplace(*store_, *queue_, *hub_, Dispatcher::Options());
    ASSERT_TRUE(dispatcher_->Resume(SteadyTime::Now()).ok());
  }

  server::Run Submit(const std::string& tenant = "alice", const std::string& submission = "source") {
    Answer<Accepted> answer;
    dispatcher_->Submit(RunOf(tenant, submission), answer.done());
    const auto accepted = answer.Wait();
    EXPECT_TRUE(accepted.ok()) << accepted.status();
    return accepted->run;
  }

  std::future<std::optional<LeasedRun>> Ask(const std::string& worker,
                                            SteadyTime deadline = SteadyTime::Now() + kLong) {
    auto promise = std::make_shared<std::promise<std::optional<LeasedRun>>>();
    waiter_ = dispatcher_->Lease(worker, deadline,
                                 [promise](std::optional<LeasedRun> leased) { promise->set_value(std::move(leased)); });
    return promise->get_future();
  }
  server::Run Lease(const std::string& worker = "w") {
    const std::optional<LeasedRun> leased = Ask(worker).get();
    EXPECT_TRUE(leased.has_value());
    return leased->run;
  }

  absl::StatusOr<server::Run> Report(const std::string& id, Event event, const std::string& result = "") {
    Answer<server::Run> answer;
    dispatcher_->Report(id, std::move(event), result, answer.done());
    return answer.Wait();
  }
  absl::StatusOr<server::Run> Cancel(const std::string& id) {
    Answer<server::Run> answer;
    dispatcher_->Cancel(id, answer.done());
    return answer.Wait();
  }
  // The next run that is handed out is told when the store has answered.
  void LoseToSilence() {
    dispatcher_->Tick(SteadyTime::Now() + absl::Minutes(1));
    // What was asked for before this has been answered.
    (void)HappenAndWait(*store_, "nothing", Cancelled{});
  }

  std::optional<TemporaryFolder> folder_;
  std::optional<FairQueue> queue_;
  std::optional<Hub> hub_;
  std::optional<Dispatcher> dispatcher_;
  std::unique_ptr<SqliteStore> store_;
  int64_t waiter_ = 0;
};

TEST_F(DispatcherTest, HandsARunToTheWorkerThatWaitsForOne) {
  auto asked = Ask("worker-1");
  const auto run = Submit("alice", "the source");
  const std::optional<LeasedRun> leased = asked.get();
  ASSERT_TRUE(leased.has_value());
  EXPECT_EQ(leased->run.id, run.id);
  EXPECT_EQ(leased->run.worker, "worker-1");
  EXPECT_EQ(leased->submission, "the source");
  EXPECT_NE(leased->run.nonce, "");
}

TEST_F(DispatcherTest, TakesARunInAndHandsItToAWaitingWorkerInOneWrite) {
  auto asked = Ask("w");
  const int64_t before = store_->commits().writes;
  const auto run = Submit();
  EXPECT_EQ(asked.get()->run.id, run.id);
  EXPECT_EQ(store_->commits().writes, before + 1);
}

TEST_F(DispatcherTest, LetsAWorkerWaitOnWhereItsRunIsNoNewOne) {
  NewRun submission = RunOf("alice", "source");
  submission.idempotency_key = "key";
  Answer<Accepted> first, again, other;
  dispatcher_->Submit(submission, first.done());
  const std::string id = first.Wait()->run.id;
  ASSERT_EQ(Lease().id, id);
  auto asked = Ask("w");
  dispatcher_->Submit(submission, again.done());
  const auto repeated = again.Wait();
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_TRUE(repeated->existed);
  EXPECT_EQ(repeated->run.id, id);
  submission.submission = "another source";
  dispatcher_->Submit(submission, other.done());
  EXPECT_EQ(other.Wait().status().code(), absl::StatusCode::kAlreadyExists);
  const auto next = Submit();
  EXPECT_EQ(asked.get()->run.id, next.id);
}

TEST_F(DispatcherTest, HandsEachRunToOneWorker) {
  const auto first = Submit(), second = Submit();
  EXPECT_EQ(Lease().id, first.id);
  EXPECT_EQ(Lease().id, second.id);
  auto third = Ask("w");
  EXPECT_EQ(third.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  dispatcher_->Withdraw(waiter_);
  EXPECT_EQ(third.get(), std::nullopt);
}

TEST_F(DispatcherTest, SendsAWorkerHomeAtItsDeadline) {
  auto asked = Ask("w", SteadyTime::Now() + absl::Seconds(5));
  dispatcher_->Tick(SteadyTime::Now() + absl::Seconds(6));
  EXPECT_EQ(asked.get(), std::nullopt);
  Submit();
  EXPECT_EQ(queue_->Depth(), 1) << "who has gone home gets nothing";
}

TEST_F(DispatcherTest, TellsAWatcherAllThatHappensInOrderHoweverLateItCame) {
  const auto run = Submit();
  const auto early = dispatcher_->Join(run);
  const auto leased = Lease();
  ASSERT_EQ(*dispatcher_->Renew(run.id, leased.nonce, 0, ProgressOf({"a"}), SteadyTime::Now()), 2);
  EXPECT_THAT(Told(*early), ElementsAre("started 1", "compiled", "test a"));
  const auto late = dispatcher_->Join(leased);
  ASSERT_EQ(*dispatcher_->Renew(run.id, leased.nonce, 0, ProgressOf({"a", "b"}), SteadyTime::Now()), 3);
  ASSERT_TRUE(Report(run.id, Finished{leased.nonce, v1::AC, "accepted"}).ok());
  EXPECT_THAT(Told(*early), ElementsAre("test b", "finished AC"));
  EXPECT_THAT(Told(*late), ElementsAre("started 1", "compiled", "test a", "test b", "finished AC"));
}

TEST_F(DispatcherTest, WakesAWatcherWhenThereIsMore) {
  const auto run = Submit();
  const auto watch = dispatcher_->Join(run);
  absl::Notification woken;
  ASSERT_EQ(watch->Next([&] { woken.Notify(); }), nullptr);
  Lease();
  woken.WaitForNotification();
  ASSERT_NE(watch->Next([] {}), nullptr);
}

TEST_F(DispatcherTest, TellsWatchersOfQueuedRunsTheirPosition) {
  const auto first = Submit(), second = Submit();
  const auto watch = dispatcher_->Join(second);
  EXPECT_THAT(Told(*watch), ElementsAre());
  dispatcher_->Tick(SteadyTime::Now());
  dispatcher_->Tick(SteadyTime::Now());
  EXPECT_THAT(Told(*watch), ElementsAre("queued 2"));
  Lease();
  dispatcher_->Tick(SteadyTime::Now());
  EXPECT_THAT(Told(*watch), ElementsAre("queued 1"));
}

TEST_F(DispatcherTest, KeepsNothingOfARunThatIsDoneAndWatchedLate) {
  const auto run = Submit();
  const auto leased = Lease();
  ASSERT_TRUE(Report(run.id, Finished{leased.nonce, v1::AC, ""}).ok());
  // By who saw it running, just before.
  auto watch = dispatcher_->Join(leased);
  watch.reset();
  dispatcher_->Tick(SteadyTime::Now());
  EXPECT_EQ(hub_->size(), 0u);
}

TEST_F(DispatcherTest, KeepsABoundedNumberOfEventsHoweverManyAWorkerSends) {
  const auto run = Submit();
  const auto leased = Lease();
  constexpr int kAtOnce = kMaxLogEvents / 2;
  Progress empty;
  for (int i = 0; i < kAtOnce; ++i) empty.Add()->mutable_compiled();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(*dispatcher_->Renew(run.id, leased.nonce, i * kAtOnce, empty, SteadyTime::Now()), (i + 1) * kAtOnce);
  const auto watch = dispatcher_->Join(leased);
  ASSERT_TRUE(Report(run.id, Finished{leased.nonce, v1::AC, ""}).ok());
  const std::vector<std::string> told = Told(*watch);
  EXPECT_EQ(told.size(), kMaxLogEvents + 1);
  EXPECT_EQ(told.back(), "finished AC");
}

TEST_F(DispatcherTest, TakesNoMoreEventsAtOnceThanItKeeps) {
  const auto run = Submit();
  const auto leased = Lease();
  Progress progress;
  for (size_t i = 0; i <= kMaxLogEvents; ++i) progress.Add();
  EXPECT_EQ(dispatcher_->Renew(run.id, leased.nonce, 0, progress, SteadyTime::Now()).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(DispatcherTest, KeepsABoundedAmountOverAllAttemptsOfARun) {
  const auto run = Submit();
  Progress progress;
  for (int i = 0; i < 10; ++i) progress.Add()->mutable_test()->set_stdout(std::string(kMaxLogBytes / 40, 'x'));
  for (int attempt = 0; attempt < 6; ++attempt) {
    const auto leased = Lease();
    EXPECT_EQ(*dispatcher_->Renew(run.id, leased.nonce, 0, progress, SteadyTime::Now()), 10);
    ASSERT_TRUE(Report(run.id, GivenBack{leased.nonce}).ok());
  }
  const auto watch = dispatcher_->Join(run);
  ASSERT_TRUE(Cancel(run.id).ok());
  size_t bytes = 0;
  bool is_finished = false;
  while (const EventPtr event = watch->Next([] {})) {
    bytes += event->event().test().stdout().size();
    is_finished = event->event().has_finished();
  }
  EXPECT_LE(bytes, kMaxLogBytes);
  EXPECT_GT(bytes, kMaxLogBytes / 10 * 9);
  EXPECT_TRUE(is_finished) << "the last is always told";
}

TEST_F(DispatcherTest, GivesTheRunOfASilentWorkerToAnotherAndBelievesTheFirstNoMore) {
  const auto run = Submit();
  const auto first = Lease("dead");
  LoseToSilence();
  const auto second = Lease("living");
  EXPECT_EQ(second.id, run.id);
  EXPECT_EQ(second.attempts, 1);
  EXPECT_EQ(dispatcher_->Renew(run.id, first.nonce, 0, {}, SteadyTime::Now()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Report(run.id, Finished{first.nonce, v1::WA, ""}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Report(run.id, Finished{second.nonce, v1::AC, ""}).ok());
}

TEST_F(DispatcherTest, LeavesARunToAWorkerThatRenews) {
  const auto run = Submit();
  const auto leased = Lease();
  const SteadyTime now = SteadyTime::Now();
  ASSERT_TRUE(dispatcher_->Renew(run.id, leased.nonce, 0, {}, now + absl::Seconds(20)).ok());
  dispatcher_->Tick(now + absl::Seconds(40));
  EXPECT_TRUE(Report(run.id, Finished{leased.nonce, v1::AC, ""}).ok());
}

TEST_F(DispatcherTest, EndsARunWhoseWorkersFailThreeTimesAndTellsItsWatchers) {
  const auto run = Submit();
  const auto watch = dispatcher_->Join(run);
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    Lease(absl::StrCat("w", attempt));
    LoseToSilence();
  }
  EXPECT_THAT(Told(*watch), ElementsAre("started 1", "started 2", "started 3", "finished JE"));
  EXPECT_THAT(store_->Get(run.id)->explanation, HasSubstr("worker w3 fell silent"));
}

TEST_F(DispatcherTest, HasJudgedAgainWhatTheJudgeFailedAtAndTellsItsWatchers) {
  const auto run = Submit();
  const auto watch = dispatcher_->Join(run);
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    const auto leased = Lease(absl::StrCat("w", attempt));
    ASSERT_TRUE(Report(run.id, Finished{leased.nonce, v1::JE, "the validator crashed"}).ok());
  }
  EXPECT_THAT(Told(*watch), ElementsAre("started 1", "started 2", "started 3", "finished JE"));
  EXPECT_EQ(store_->Get(run.id)->explanation, "the validator crashed");
}

// One worker fails at whatever it gets, and is back at once; the other is busy.
TEST_F(DispatcherTest, GivesARunThatAWorkerFailedAtToAnotherOne) {
  const auto busy = Submit(), failed = Submit();
  const auto held = Lease("well/1");
  ASSERT_EQ(held.id, busy.id);
  ASSERT_TRUE(Report(failed.id, Lost{Lease("sick/1").nonce, "no disk"}).ok());
  auto sick = Ask("sick/2");
  const auto next = Submit();
  EXPECT_EQ(sick.get()->run.id, next.id);
  ASSERT_TRUE(Report(busy.id, Finished{held.nonce, v1::AC, ""}).ok());
  EXPECT_EQ(Lease("well/1").id, failed.id);
}

TEST_F(DispatcherTest, GivesARunThatCameBackToTheSameOneWhereNobodyElseTakesIt) {
  const auto failed = Submit();
  const auto busy = Submit();
  const auto first = Lease("one/1");
  ASSERT_EQ(first.id, failed.id);
  ASSERT_TRUE(Report(failed.id, Lost{first.nonce, "no disk"}).ok());
  ASSERT_EQ(Lease("one/1").id, failed.id) << "it is alone";
  const auto held = Lease("other/1");
  ASSERT_EQ(held.id, busy.id);
  ASSERT_TRUE(Report(failed.id, Lost{store_->Get(failed.id)->nonce, "no disk"}).ok());
  auto asked = Ask("one/1");
  const SteadyTime now = SteadyTime::Now();
  ASSERT_TRUE(dispatcher_->Renew(busy.id, held.nonce, 0, {}, now + absl::Minutes(1)).ok());
  dispatcher_->Tick(now + absl::Seconds(1));
  EXPECT_EQ(queue_->Depth(), 1) << "the other one may take it soon";
  dispatcher_->Tick(now + absl::Seconds(31));
  EXPECT_EQ(asked.get()->run.id, failed.id);
}

TEST_F(DispatcherTest, HandsOutNothingThatWasCancelled) {
  const auto queued = Submit(), leased = Submit(), last = Submit();
  ASSERT_TRUE(Cancel(queued.id).ok());
  const auto held = Lease();
  ASSERT_EQ(held.id, leased.id);
  const auto watch = dispatcher_->Join(held);
  ASSERT_TRUE(Cancel(leased.id).ok());
  EXPECT_EQ(dispatcher_->Renew(leased.id, held.nonce, 0, {}, SteadyTime::Now()).status().code(),
            absl::StatusCode::kFailedPrecondition)
      << "so its worker learns to stop";
  EXPECT_THAT(Told(*watch), ElementsAre("started 1", "finished CANCELLED"));
  EXPECT_EQ(Lease().id, last.id);
  EXPECT_EQ(Cancel(queued.id).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(DispatcherTest, GoesOnAfterAServerWasStartedAgain) {
  const auto held = Submit(), waiting = Submit();
  const auto leased = Lease();
  ASSERT_EQ(leased.id, held.id);
  ASSERT_EQ(*dispatcher_->Renew(held.id, leased.nonce, 0, ProgressOf({"a"}), SteadyTime::Now()), 2);
  Start();
  EXPECT_EQ(Lease().id, waiting.id);
  const auto watch = dispatcher_->Join(leased);
  EXPECT_EQ(*dispatcher_->Renew(held.id, leased.nonce, 2, {}, SteadyTime::Now()), 0)
      << "the worker is to tell it all again";
  EXPECT_EQ(*dispatcher_->Renew(held.id, leased.nonce, 0, ProgressOf({"a"}), SteadyTime::Now()), 2);
  ASSERT_TRUE(Report(held.id, Finished{leased.nonce, v1::AC, ""}).ok());
  EXPECT_THAT(Told(*watch), ElementsAre("started 1", "compiled", "test a", "finished AC"));
}

TEST_F(DispatcherTest, PutsARunThatIsGivenBackWhereItWas) {
  const auto first = Submit();
  Submit();
  const auto leased = Lease();
  ASSERT_TRUE(Report(first.id, GivenBack{leased.nonce}).ok());
  const auto again = Lease();
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.attempts, 0);
}

TEST_F(DispatcherTest, AcceptsTheSameSubmissionTwiceAndJudgesItOnce) {
  NewRun asked = RunOf("alice", "source");
  asked.idempotency_key = "key";
  for (int i = 0; i < 2; ++i) {
    Answer<Accepted> answer;
    dispatcher_->Submit(asked, answer.done());
    ASSERT_TRUE(answer.Wait().ok());
  }
  Lease();
  EXPECT_EQ(queue_->Pop([](const Ticket&) { return true; }), std::nullopt);
}

}  // namespace
}  // namespace judge::server
