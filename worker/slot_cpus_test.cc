#include "worker/slot_cpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"

namespace judge::worker {
namespace {

using ::testing::ElementsAre;

class SlotCpusTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make("judge-slots-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
  }

  SlotCpus Take(const std::vector<int>& allowed, int slots) {
    absl::StatusOr<SlotCpus> cpus = SlotCpus::Take(folder_->path(), allowed, slots);
    if (!cpus.ok()) throw std::runtime_error(cpus.status().ToString());
    return *std::move(cpus);
  }

  std::optional<TemporaryFolder> folder_;
};

// "2" or "0 1 shared" of each slot.
std::vector<std::string> Described(const SlotCpus& cpus) {
  std::vector<std::string> slots;
  for (const Cpus& slot : cpus.of_slots())
    slots.push_back(absl::StrCat(absl::StrJoin(slot.numbers, " "), slot.shared ? " shared" : ""));
  return slots;
}

TEST_F(SlotCpusTest, GivesEachSlotACpuButNotTheFirst) {
  EXPECT_THAT(Described(Take({0, 1, 2, 3}, 3)), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Described(Take({4, 6, 9}, 1)), ElementsAre("6"));
}

TEST_F(SlotCpusTest, SharesAllAmongMoreSlots) {
  EXPECT_THAT(Described(Take({0, 1}, 2)), ElementsAre("0 1 shared", "0 1 shared"));
  EXPECT_THAT(Described(Take({0}, 1)), ElementsAre("0 shared"));
}

TEST_F(SlotCpusTest, KeepsOffTheCpusOfAnotherWorkerWhileItLives) {
  std::optional<SlotCpus> other = Take({0, 1, 2, 3}, 2);
  EXPECT_THAT(Described(Take({0, 1, 2, 3}, 1)), ElementsAre("3"));
  EXPECT_THAT(Described(Take({0, 1, 2, 3}, 2)), ElementsAre("0 3 shared", "0 3 shared"));
  other.reset();
  EXPECT_THAT(Described(Take({0, 1, 2, 3}, 2)), ElementsAre("1", "2"));
}

}  // namespace
}  // namespace judge::worker
