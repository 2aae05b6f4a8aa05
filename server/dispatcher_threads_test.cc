// Everybody at once: submitters, workers, watchers and the clock. Under TSan (preset tsan) it looks for races; without,
// for runs that end twice or never.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <limits>
#include <map>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "server/dispatcher.h"
#include "server/fair_queue.h"
#include "server/sqlite_store.h"
#include "server/testing_store.h"

namespace judge::server {
namespace {

constexpr int kSubmitters = 4;
constexpr int kWorkers = 4;
constexpr int kRunsEach = 150;

v1::RunEvent NextOf(Watch& watch) {
  for (;;) {
    const auto woken = std::make_shared<std::promise<void>>();
    if (const EventPtr event = watch.Next([woken] { woken->set_value(); })) return event->event();
    woken->get_future().wait();
  }
}

class DispatcherThreadsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("dispatcher-threads-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    auto store = SqliteStore::Open({.folder = folder_->path()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    dispatcher_.emplace(*store_, queue_, hub_, Dispatcher::Options());
  }
  void TearDown() override { store_.reset(); }

  // Submits runs, takes some of them back, and watches each to its end.
  void BeSubmitter(int submitter) {
    std::vector<std::string> ids;
    for (int i = 0; i < kRunsEach; ++i) {
      Answer<Accepted> answer;
      dispatcher_->Submit(RunOf(absl::StrCat("tenant-", submitter % 2), "source"), answer.done());
      ids.push_back(answer.Wait()->run.id);
      if (i % 5 == 4) Cancel(ids[ids.size() - 1 - i % 3]);
    }
    for (const std::string& id : ids) WatchToItsEnd(id);
  }

  void Cancel(const std::string& id) {
    Answer<server::Run> answer;
    dispatcher_->Cancel(id, answer.done());
    if (answer.Wait().ok()) ++cancelled_;
  }

  // As WatchStream does.
  void WatchToItsEnd(const std::string& id) {
    server::Run run = *store_->Get(id);
    if (run.state == State::kDone) return;
    const std::unique_ptr<Watch> watch = dispatcher_->Join(run);
    run = *store_->Get(id);
    if (run.state == State::kDone) return;
    for (;;) {
      const v1::RunEvent event = NextOf(*watch);
      if (!event.has_finished()) continue;
      if (event.finished().verdict() != store_->Get(id)->verdict) ++wrongly_told_;
      if (watch->Next([] {}) != nullptr) ++wrongly_told_;
      return;
    }
  }

  // Takes runs and does with each something else: finishes it, twice; gives it back; fails; falls silent.
  void BeWorker(int worker) {
    for (int i = worker; !are_all_done_; ++i) {
      const std::optional<LeasedRun> leased = Lease(absl::StrCat("w", worker));
      if (!leased) continue;
      const std::string& nonce = leased->run.nonce;
      for (int told = 0; told < 3; ++told) Renew(leased->run, told);
      switch (i % 8) {
        case 0:
          Report(leased->run, GivenBack{nonce});
          break;
        case 1:
          Report(leased->run, Lost{nonce, "failed"});
          break;
        case 2:
          break;
        default:
          if (Report(leased->run, Finished{nonce, v1::AC, ""})) ++accepted_;
          if (Report(leased->run, Finished{nonce, v1::WA, ""})) ++second_results_;
      }
    }
  }

  std::optional<LeasedRun> Lease(const std::string& worker) {
    const auto promise = std::make_shared<std::promise<std::optional<LeasedRun>>>();
    const int64_t waiter =
        dispatcher_->Lease(worker, SteadyTime::Now() + absl::Milliseconds(20),
                           [promise](std::optional<LeasedRun> leased) { promise->set_value(std::move(leased)); });
    if (waiter % 7 == 0) dispatcher_->Withdraw(waiter);
    return promise->get_future().get();
  }

  void Renew(const server::Run& run, int told) {
    google::protobuf::RepeatedPtrField<v1::Progress> progress;
    progress.Add()->mutable_test()->set_name(absl::StrCat("test ", told));
    dispatcher_->Renew(run.id, run.nonce, told, progress, SteadyTime::Now()).IgnoreError();
  }

  bool Report(const server::Run& run, const Event& event) {
    Answer<server::Run> answer;
    dispatcher_->Report(run.id, event, "", answer.done());
    return answer.Wait().ok();
  }

  // Mostly the real time; now and then a minute on, when every worker has been silent for too long.
  void BeClock() {
    for (int i = 0; !is_nobody_left_; ++i) {
      dispatcher_->Tick(SteadyTime::Now() + (i % 50 == 49 ? absl::Minutes(1) : absl::ZeroDuration()));
      absl::SleepFor(absl::Milliseconds(1));
    }
  }

  std::optional<TemporaryFolder> folder_;
  FairQueue queue_;
  Hub hub_;
  std::optional<Dispatcher> dispatcher_;
  std::unique_ptr<SqliteStore> store_;

  std::atomic<bool> are_all_done_ = false;
  std::atomic<bool> is_nobody_left_ = false;
  // What the dispatcher has said yes to.
  std::atomic<int> accepted_ = 0, cancelled_ = 0, second_results_ = 0;
  std::atomic<int> wrongly_told_ = 0;
};

TEST_F(DispatcherThreadsTest, EndsEveryRunOnceWhateverHappensAtOnce) {
  std::vector<std::thread> submitters, workers;
  std::thread clock([this] { BeClock(); });
  for (int i = 0; i < kWorkers; ++i) workers.emplace_back([this, i] { BeWorker(i); });
  for (int i = 0; i < kSubmitters; ++i) submitters.emplace_back([this, i] { BeSubmitter(i); });
  for (std::thread& thread : submitters) thread.join();
  are_all_done_ = true;
  for (std::thread& thread : workers) thread.join();
  is_nobody_left_ = true;
  clock.join();

  constexpr int kRuns = kSubmitters * kRunsEach;
  const auto runs = *store_->List({}, std::numeric_limits<int64_t>::max(), kRuns + 1);
  ASSERT_EQ(runs.size(), static_cast<size_t>(kRuns));
  std::map<v1::Verdict, int> stored;
  for (const server::Run& run : runs) {
    EXPECT_EQ(run.state, State::kDone);
    EXPECT_EQ(OutcomesOf(*store_, run.id)->size(), 1u);
    ++stored[run.verdict];
  }
  EXPECT_EQ(stored[v1::AC], accepted_);
  EXPECT_EQ(stored[v1::CANCELLED], cancelled_);
  EXPECT_EQ(stored[v1::AC] + stored[v1::CANCELLED] + stored[v1::JE], kRuns);
  EXPECT_GT(accepted_, 0);
  EXPECT_GT(cancelled_, 0);
  EXPECT_EQ(second_results_, 0);
  EXPECT_EQ(wrongly_told_, 0);
  EXPECT_EQ(queue_.Pop([](const Ticket&) { return true; }), std::nullopt);
  dispatcher_->Tick(SteadyTime::Now());
  EXPECT_EQ(hub_.size(), 0u) << "nothing is kept of what is done";
}

}  // namespace
}  // namespace judge::server
