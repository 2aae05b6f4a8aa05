#include "server/queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/fair_queue.h"

namespace judge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

Ticket Of(const std::string& tenant, int64_t number, int priority = 0) {
  return {number, absl::StrCat(tenant, number), tenant, priority};
}

Ticket Again(Ticket ticket) {
  ticket.is_again = true;
  return ticket;
}

std::optional<Ticket> PopAny(Queue& queue) {
  return queue.Pop([](const Ticket&) { return true; });
}

// All that is in it, in its order.
std::vector<std::string> Drain(Queue& queue) {
  std::vector<std::string> ids;
  while (const std::optional<Ticket> ticket = PopAny(queue)) ids.push_back(ticket->id);
  return ids;
}

TEST(QueueTest, HandsOutTheOldestOfATenantFirst) {
  FairQueue queue;
  for (const int64_t number : {1, 2, 3}) queue.Push(Of("a", number));
  EXPECT_THAT(Drain(queue), ElementsAre("a1", "a2", "a3"));
  EXPECT_EQ(PopAny(queue), std::nullopt);
}

TEST(QueueTest, LetsOneWithTenThousandRunsDelayAnothersFirstByOne) {
  FairQueue queue;
  for (int64_t number = 1; number <= 10'000; ++number) queue.Push(Of("big", number));
  queue.Push(Of("small", 10'001));
  EXPECT_EQ(queue.Position(Of("small", 10'001)), 2);
  EXPECT_EQ(PopAny(queue)->id, "big1");
  EXPECT_EQ(PopAny(queue)->id, "small10001");
}

TEST(QueueTest, LetsTenantsTakeTurns) {
  FairQueue queue;
  for (const int64_t number : {1, 2, 3}) queue.Push(Of("a", number));
  for (const int64_t number : {4, 5}) queue.Push(Of("b", number));
  queue.Push(Of("c", 6));
  EXPECT_THAT(Drain(queue), ElementsAre("a1", "b4", "c6", "a2", "b5", "a3"));
}

TEST(QueueTest, HandsOutATenantsHigherPrioritiesFirst) {
  FairQueue queue;
  queue.Push(Of("a", 1, -1));
  queue.Push(Of("a", 2));
  queue.Push(Of("a", 3, 5));
  EXPECT_THAT(queue.DepthByPriority(), ElementsAre(Pair(-1, 1), Pair(0, 1), Pair(5, 1)));
  EXPECT_THAT(Drain(queue), ElementsAre("a3", "a2", "a1"));
  EXPECT_THAT(queue.DepthByPriority(), ElementsAre());
}

TEST(QueueTest, LetsNobodysPriorityDelayAnothersFirstByMoreThanOne) {
  FairQueue queue;
  for (int64_t number = 1; number <= 10'000; ++number) queue.Push(Of("big", number, 10));
  queue.Push(Of("small", 10'001, -10));
  EXPECT_EQ(queue.Position(Of("small", 10'001, -10)), 2);
  EXPECT_EQ(PopAny(queue)->id, "big1");
  EXPECT_EQ(PopAny(queue)->id, "small10001");
}

TEST(QueueTest, JudgesWhatWasSubmittedBeforeWhatIsJudgedAgain) {
  FairQueue queue;
  for (const int64_t number : {1, 2}) queue.Push(Again(Of("a", number)));
  for (const int64_t number : {3, 4}) queue.Push(Of("a", number));
  queue.Push(Again(Of("a", 5, 1)));
  EXPECT_EQ(queue.SubmittedBy("a"), 2);
  EXPECT_EQ(queue.Depth(), 5);
  EXPECT_THAT(Drain(queue), ElementsAre("a5", "a3", "a4", "a1", "a2"));
  EXPECT_EQ(queue.SubmittedBy("a"), 0);
}

TEST(QueueTest, HandsOutTheFirstThatFitsAndLeavesTheOthersTheirTurns) {
  FairQueue queue;
  for (const int64_t number : {1, 2}) queue.Push(Of("a", number));
  queue.Push(Of("b", 3));
  EXPECT_EQ(queue.Pop([](const Ticket& ticket) { return ticket.tenant == "b"; })->id, "b3");
  EXPECT_EQ(queue.Pop([](const Ticket& ticket) { return ticket.number == 2; })->id, "a2");
  EXPECT_EQ(queue.Pop([](const Ticket&) { return false; }), std::nullopt);
  EXPECT_THAT(Drain(queue), ElementsAre("a1"));
}

TEST(QueueTest, TakesARunThatComesBackWhereItWas) {
  FairQueue queue;
  for (const int64_t number : {1, 2, 3}) queue.Push(Of("a", number));
  const Ticket first = *PopAny(queue);
  queue.Push(first);
  queue.Push(first);
  EXPECT_EQ(queue.Depth(), 3);
  EXPECT_THAT(Drain(queue), ElementsAre("a1", "a2", "a3"));
}

TEST(QueueTest, LetsGoOfWhatIsCancelled) {
  FairQueue queue;
  for (const int64_t number : {1, 2, 3}) queue.Push(Of("a", number));
  EXPECT_TRUE(queue.Remove(Of("a", 2)));
  EXPECT_FALSE(queue.Remove(Of("a", 2)));
  EXPECT_FALSE(queue.Remove(Of("nobody", 1)));
  EXPECT_EQ(queue.Position(Of("a", 2)), std::nullopt);
  EXPECT_THAT(Drain(queue), ElementsAre("a1", "a3"));
}

TEST(QueueTest, TellsEachItsPosition) {
  FairQueue queue;
  std::vector<Ticket> tickets;
  for (int64_t number = 1; number <= 5; ++number) tickets.push_back(Of("a", number));
  for (int64_t number = 6; number <= 7; ++number) tickets.push_back(Of("b", number));
  for (int64_t number = 8; number <= 10; ++number) tickets.push_back(Of("c", number));
  tickets.push_back(Of("c", 11, 1));
  tickets.push_back(Again(Of("b", 12)));
  for (const Ticket& ticket : tickets) queue.Push(ticket);
  std::map<std::string, int64_t> told;
  for (const Ticket& ticket : tickets) told[ticket.id] = *queue.Position(ticket);
  const std::vector<std::string> order = Drain(queue);
  for (size_t i = 0; i < order.size(); ++i) EXPECT_EQ(told[order[i]], static_cast<int64_t>(i + 1)) << order[i];
}

}  // namespace
}  // namespace judge::server
