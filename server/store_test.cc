#include "server/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <limits>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/subprocess.h"
#include "server/sqlite_store.h"
#include "server/testing_store.h"

namespace judge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr int64_t kNewest = std::numeric_limits<int64_t>::max();

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("store-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    Reopen();
  }

  void Reopen() {
    store_.reset();
    auto store = SqliteStore::Open({.folder = folder_->path()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  server::Run Submit(const std::string& tenant = "alice", const std::string& submission = "int main() {}") {
    const auto accepted = SubmitAndWait(*store_, RunOf(tenant, submission));
    EXPECT_TRUE(accepted.ok()) << accepted.status();
    return accepted->run;
  }

  std::vector<std::string> Ids(const Filter& filter, int64_t before = kNewest, int limit = 100) {
    const auto runs = store_->List(filter, before, limit);
    EXPECT_TRUE(runs.ok()) << runs.status();
    std::vector<std::string> ids;
    for (const auto& run : *runs) ids.push_back(run.id);
    return ids;
  }

  std::optional<TemporaryFolder> folder_;
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(StoreTest, HasWhatItAcceptedAfterItWasOpenedAgain) {
  NewRun asked = RunOf("alice", std::string("a\0b\xff", 4));
  asked.run.labels = {{"contest", "finals"}, {"team", "7"}};
  asked.run.priority = 3;
  const auto accepted = SubmitAndWait(*store_, asked);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  Reopen();
  const absl::StatusOr<server::Run> run = store_->Get(accepted->run.id);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->tenant, "alice");
  EXPECT_EQ(run->priority, 3);
  EXPECT_EQ(run->labels, asked.run.labels);
  EXPECT_EQ(run->submitted, asked.run.submitted);
  EXPECT_EQ(run->state, State::kQueued);
  EXPECT_EQ(*store_->Submission(run->id), asked.submission);
}

TEST_F(StoreTest, GivesIdsThatTellNothingButWhen) {
  NewRun asked = RunOf("alice", "int main() {}");
  const auto id_at = [&](int64_t milliseconds) {
    asked.run.submitted = absl::FromUnixMillis(milliseconds);
    const auto accepted = SubmitAndWait(*store_, asked);
    EXPECT_TRUE(accepted.ok()) << accepted.status();
    return accepted->run.id;
  };
  // The example of the specification of ULIDs.
  constexpr int64_t kTime = 1469918176385;
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(id_at(kTime));
  EXPECT_EQ(ids.size(), 100u);
  for (const std::string& id : ids) EXPECT_THAT(id, MatchesRegex("01aryz6s41[0-9a-z]{16}")) << id;
  EXPECT_LT(*ids.rbegin(), id_at(kTime + 1));
}

TEST_F(StoreTest, AcceptsASubmissionWithTheSameKeyOnce) {
  NewRun asked = RunOf("alice", "source");
  asked.idempotency_key = "attempt-1";
  const auto first = SubmitAndWait(*store_, asked);
  const auto second = SubmitAndWait(*store_, asked);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_FALSE(first->existed);
  EXPECT_TRUE(second->existed);
  EXPECT_EQ(second->run.id, first->run.id);
  EXPECT_THAT(Ids({}), ElementsAre(first->run.id));

  asked.submission = "another source";
  const absl::Status other = SubmitAndWait(*store_, asked).status();
  EXPECT_EQ(other.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(other.message()), HasSubstr("'attempt-1'"));
  asked.run.tenant = "bob";
  EXPECT_TRUE(SubmitAndWait(*store_, asked).ok()) << "keys are a tenant's own";
}

TEST_F(StoreTest, FindsARunByItsKeyThoughANewOneIsRefused) {
  NewRun asked = RunOf("alice", "source");
  asked.idempotency_key = "key";
  const auto first = SubmitAndWait(*store_, asked);
  asked.refusal = absl::ResourceExhaustedError("too many");
  const auto again = SubmitAndWait(*store_, asked);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->run.id, first->run.id);
  asked.idempotency_key = "another";
  EXPECT_EQ(SubmitAndWait(*store_, asked).status(), asked.refusal);
  EXPECT_THAT(Ids({}), ElementsAre(first->run.id));
}

TEST_F(StoreTest, AcceptsARunForAWorkerThatHasItFromTheBeginning) {
  NewRun asked = RunOf("alice", "source");
  asked.idempotency_key = "key";
  asked.lease = Leased{"worker", "nonce"};
  const auto accepted = SubmitAndWait(*store_, asked);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  Reopen();
  EXPECT_EQ(store_->Get(accepted->run.id)->state, State::kLeased);
  asked.lease = Leased{"another", "other nonce"};
  EXPECT_EQ(SubmitAndWait(*store_, asked)->run.worker, "worker") << "one that existed stays as it is";
  EXPECT_TRUE(HappenAndWait(*store_, accepted->run.id, Finished{"nonce", v1::AC, ""}).ok());
}

TEST_F(StoreTest, TakesTheFirstResultAndNoOther) {
  const auto run = Submit();
  ASSERT_TRUE(HappenAndWait(*store_, run.id, Leased{"worker", "nonce"}).ok());
  ASSERT_TRUE(HappenAndWait(*store_, run.id, Finished{"nonce", v1::AC, "accepted"}, "the result").ok());
  EXPECT_EQ(HappenAndWait(*store_, run.id, Finished{"nonce", v1::WA, "wrong"}, "another").status().code(),
            absl::StatusCode::kFailedPrecondition);
  const auto outcomes = OutcomesOf(*store_, run.id);
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  ASSERT_EQ(outcomes->size(), 1u);
  EXPECT_EQ(outcomes->front().result, "the result");
  EXPECT_EQ(store_->Get(run.id)->verdict, v1::AC);
}

TEST_F(StoreTest, KeepsEveryResultOfARunThatIsJudgedAgain) {
  const auto run = Submit();
  for (const v1::Verdict verdict : {v1::WA, v1::AC}) {
    ASSERT_TRUE(HappenAndWait(*store_, run.id, Leased{"worker", "n"}).ok());
    ASSERT_TRUE(HappenAndWait(*store_, run.id, Finished{"n", verdict, ""}, v1::Verdict_Name(verdict)).ok());
    ASSERT_TRUE(HappenAndWait(*store_, run.id, Rejudged{}).ok());
  }
  const auto outcomes = OutcomesOf(*store_, run.id);
  ASSERT_EQ(outcomes->size(), 2u);
  EXPECT_EQ((*outcomes)[0].result, "AC");
  EXPECT_EQ((*outcomes)[1].result, "WA");
  EXPECT_EQ(store_->Get(run.id)->judging, 3);
}

TEST_F(StoreTest, ListsTheNewestFirstByPages) {
  std::vector<server::Run> runs;
  for (int i = 0; i < 5; ++i) runs.push_back(Submit());
  EXPECT_THAT(Ids({}, kNewest, 2), ElementsAre(runs[4].id, runs[3].id));
  EXPECT_THAT(Ids({}, runs[3].number, 2), ElementsAre(runs[2].id, runs[1].id));
  EXPECT_THAT(Ids({}, runs[1].number, 2), ElementsAre(runs[0].id));
}

TEST_F(StoreTest, ListsWhatAFilterLeaves) {
  NewRun asked = RunOf("alice", "source");
  asked.run.labels = {{"contest", "finals"}, {"team", "7"}};
  asked.run.profile = "cpp20";
  const std::string labelled = SubmitAndWait(*store_, asked)->run.id;
  asked.run.labels = {{"contest", "finals"}, {"team", "8"}};
  asked.run.problem = "sum";
  const std::string other = SubmitAndWait(*store_, asked)->run.id;
  const std::string bobs = Submit("bob").id;
  ASSERT_TRUE(HappenAndWait(*store_, bobs, Cancelled{}).ok());

  EXPECT_THAT(Ids({.tenant = "bob"}), ElementsAre(bobs));
  EXPECT_THAT(Ids({.profile = "cpp20"}), ElementsAre(other, labelled));
  EXPECT_THAT(Ids({.problem = "sum"}), ElementsAre(other));
  EXPECT_THAT(Ids({.states = {State::kQueued}}), ElementsAre(other, labelled));
  EXPECT_THAT(Ids({.verdicts = {v1::WA, v1::CANCELLED}}), ElementsAre(bobs));
  EXPECT_THAT(Ids({.labels = {{"contest", "finals"}}}), ElementsAre(other, labelled));
  EXPECT_THAT(Ids({.labels = {{"contest", "finals"}, {"team", "7"}}}), ElementsAre(labelled));
  EXPECT_THAT(Ids({.submitted_from = asked.run.submitted + absl::Seconds(1)}), IsEmpty());
  EXPECT_THAT(Ids({.submitted_until = asked.run.submitted}), IsEmpty());
}

TEST_F(StoreTest, BeginsAgainWithWhatIsNotDoneTheOldestFirst) {
  const auto queued = Submit(), leased = Submit(), cancelled = Submit();
  ASSERT_TRUE(HappenAndWait(*store_, leased.id, Leased{"worker", "nonce"}).ok());
  ASSERT_TRUE(HappenAndWait(*store_, cancelled.id, Cancelled{}).ok());
  Reopen();
  std::vector<server::Run> unfinished;
  ASSERT_TRUE(store_->ForEachUnfinished([&](server::Run run) { unfinished.push_back(std::move(run)); }).ok());
  ASSERT_EQ(unfinished.size(), 2u);
  EXPECT_EQ(unfinished[0].id, queued.id);
  EXPECT_EQ(unfinished[1].id, leased.id);
  EXPECT_EQ(unfinished[1].nonce, "nonce") << "its worker may still report";
}

TEST_F(StoreTest, KnowsNothingOfOtherIds) {
  EXPECT_EQ(store_->Get("nothing").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(HappenAndWait(*store_, "nothing", Cancelled{}).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(StoreTest, CommitsWhatComesAtOnceTogether) {
  constexpr int kThreads = 16, kEach = 50;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < kEach; ++j) Submit();
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store_->commits().writes, kThreads * kEach);
  EXPECT_LT(store_->commits().groups, kThreads * kEach / 2);
}

TEST_F(StoreTest, BelongsToOneServerAtATime) {
  const absl::Status second = SqliteStore::Open({.folder = folder_->path(), .patience = absl::ZeroDuration()}).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()), HasSubstr("another judge-server has the store in"));
}

TEST_F(StoreTest, WaitsForAServerThatIsEnding) {
  std::thread ending([this] {
    absl::SleepFor(absl::Milliseconds(300));
    store_.reset();
  });
  const auto next = SqliteStore::Open({.folder = folder_->path(), .patience = absl::Minutes(1)});
  EXPECT_TRUE(next.ok()) << next.status();
  ending.join();
}

TEST_F(StoreTest, RefusesAFileOfANewerVersion) {
  store_.reset();
  auto database = Database::Open(folder_->path() + "/runs.db", Database::Access::kReadWrite);
  ASSERT_TRUE(database.ok() && database->Execute("PRAGMA user_version = 99").ok());
  const absl::Status status = SqliteStore::Open({.folder = folder_->path()}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer judge-server (version 99"));
}

TEST_F(StoreTest, BringsAStoreOfAnEarlierVersionUpToDate) {
  const server::Run run = Submit();
  store_.reset();
  {
    auto database = Database::Open(folder_->path() + "/runs.db", Database::Access::kReadWrite);
    ASSERT_TRUE(database->Execute("DROP TABLE problems; DROP TABLE problem_versions; PRAGMA user_version = 1").ok());
  }
  Reopen();
  EXPECT_EQ(store_->Get(run.id)->id, run.id);
  Answer<ProblemVersion> put;
  store_->PutProblem({.tenant = "alice", .name = "sum", .digest = "d"}, put.done());
  EXPECT_EQ(put.Wait()->version, 1);
}

TEST_F(StoreTest, JudgesAgainWithAnotherVersionOfTheProblem) {
  NewRun asked = RunOf("alice", "source");
  asked.run.problem = "sum";
  asked.run.problem_digest = "first";
  const std::string id = SubmitAndWait(*store_, asked)->run.id;
  for (const char* digest : {"second", "third", ""}) {
    ASSERT_TRUE(HappenAndWait(*store_, id, Cancelled{}).ok());
    ASSERT_TRUE(HappenAndWait(*store_, id, Rejudged{digest}).ok());
  }
  EXPECT_EQ(store_->Get(id)->problem_digest, "third") << "nothing said: as before";
  EXPECT_EQ(OutcomesOf(*store_, id)->size(), 3u);
}

TEST_F(StoreTest, RefusesAFileThatIsNoDatabase) {
  store_.reset();
  ASSERT_TRUE(WriteFileAtomically(folder_->path() + "/runs.db", std::string(10'000, 'x')).ok());
  std::filesystem::remove(folder_->path() + "/runs.db-wal");
  EXPECT_EQ(SqliteStore::Open({.folder = folder_->path()}).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace judge::server
