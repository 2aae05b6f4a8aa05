// What the store has acknowledged is there after a power cut, whenever that comes.
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "server/lossy_disk.h"
#include "server/sqlite_store.h"
#include "server/testing_store.h"

namespace judge::server {
namespace {

// What clients and workers were told is so.
struct Acknowledged {
  std::mutex mutex;
  std::vector<std::string> runs;
  std::vector<std::string> results;
};

// Submits, leases and finishes until the disk says no more.
void Work(Store& store, int number, Acknowledged& told) {
  for (int i = 0;; ++i) {
    NewRun run = RunOf("tenant", absl::StrCat(number, "/", i, std::string(300, 'x')));
    // A worker waits for some of them, and comes later for others.
    const Leased lease = {"worker", "nonce"};
    if (i % 4 == 1) run.lease = lease;
    const auto accepted = SubmitAndWait(store, std::move(run));
    if (!accepted.ok()) return;
    const std::string& id = accepted->run.id;
    {
      const std::lock_guard lock(told.mutex);
      told.runs.push_back(id);
    }
    if (i % 2 == 0) continue;
    if (i % 4 == 3 && !HappenAndWait(store, id, lease).ok()) return;
    if (!HappenAndWait(store, id, Finished{lease.nonce, v1::AC, ""}, "result of " + id).ok()) return;
    const std::lock_guard lock(told.mutex);
    told.results.push_back(id);
  }
}

bool HasResult(Store& store, const std::string& id) {
  const auto outcomes = OutcomesOf(store, id);
  return outcomes.ok() && outcomes->size() == 1 && outcomes->front().result == "result of " + id;
}

// How many of them the recovered store lacks.
absl::StatusOr<int> CountLost(const std::string& folder, const Acknowledged& told) {
  auto store = SqliteStore::Open({.folder = folder});
  if (!store.ok()) return store.status();
  int lost = 0;
  for (const std::string& id : told.runs) lost += !(*store)->Get(id).ok() || !(*store)->Submission(id).ok();
  for (const std::string& id : told.results) lost += !HasResult(**store, id);
  // Life goes on.
  const auto next = SubmitAndWait(**store, RunOf("tenant", "after the cut"));
  if (!next.ok()) return next.status();
  return lost;
}

// A store is written to by some threads until the power goes, at a point that the seed tells; then the disk is looked
// at.
absl::StatusOr<int> CutAndCountLost(uint32_t seed, const std::string& synchronous, size_t& acknowledged) {
  std::mt19937 random(seed);
  auto folder = TemporaryFolder::Make("durability-test-");
  if (!folder.ok()) return folder.status();
  const std::string before = folder->path() + "/before", after = folder->path() + "/after";
  LossyDisk& disk = LossyDisk::Get();
  disk.Insert(/*writes=*/200 + random() % 20'000);
  Acknowledged told;
  {
    auto store = SqliteStore::Open({.folder = before, .vfs = LossyDisk::kVfs, .synchronous = synchronous});
    if (!store.ok()) return store.status();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&, i] { Work(**store, i, told); });
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_TRUE(disk.is_cut());
  acknowledged += told.runs.size() + told.results.size();
  if (const absl::Status made = MakeFolders(after); !made.ok()) return made;
  if (const absl::Status recovered = disk.Recover(before, after, seed); !recovered.ok()) return recovered;
  return CountLost(after, told);
}

TEST(StoreDurabilityTest, LosesNothingThatItAcknowledgedWhenThePowerFails) {
  size_t acknowledged = 0;
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    const absl::StatusOr<int> lost = CutAndCountLost(seed, SqliteStore::Options().synchronous, acknowledged);
    ASSERT_TRUE(lost.ok()) << "seed " << seed << ": " << lost.status();
    EXPECT_EQ(*lost, 0) << "seed " << seed;
  }
  EXPECT_GT(acknowledged, 1000u);
}

// A disk that loses nothing would prove nothing.
TEST(StoreDurabilityTest, WouldLoseSomethingIfItDidNotSync) {
  size_t acknowledged = 0;
  int harmed = 0;
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    const absl::StatusOr<int> lost = CutAndCountLost(seed, "NORMAL", acknowledged);
    harmed += !lost.ok() || *lost > 0;
  }
  EXPECT_GT(harmed, 0);
}

}  // namespace
}  // namespace judge::server
