#include "server/hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace judge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::RunEvent Started(int attempt) {
  v1::RunEvent event;
  event.mutable_started()->set_attempt(attempt);
  return event;
}

v1::RunEvent Queued(int position) {
  v1::RunEvent event;
  event.mutable_queued()->set_position(position);
  return event;
}

std::vector<v1::RunEvent> Tests(const std::vector<std::string>& names) {
  std::vector<v1::RunEvent> events;
  for (const std::string& name : names) events.emplace_back().mutable_test()->set_name(name);
  return events;
}

v1::RunEvent FinishedEvent() {
  v1::RunEvent event;
  event.mutable_finished();
  return event;
}

// What a watcher is told until there is no more for now.
std::vector<std::string> Told(Watch& watch) {
  std::vector<std::string> told;
  while (const EventPtr event = watch.Next([] {})) {
    if (event->has_queued()) told.push_back("queued");
    if (event->has_started()) told.push_back("started");
    if (event->has_test()) told.push_back(event->test().name());
    if (event->has_finished()) told.push_back("finished");
  }
  return told;
}

TEST(HubTest, KeepsNothingThatIsToldOfARunThatIsDone) {
  Hub hub;
  hub.Open("run", Started(1));
  hub.Close("run", FinishedEvent());
  EXPECT_EQ(hub.Tell("run", 0, Tests({"late"})), 0);
  const auto watch = hub.Join("run");
  EXPECT_EQ(hub.Tell("run", 0, Tests({"later"})), 0);
  EXPECT_THAT(Told(*watch), IsEmpty());
}

TEST(HubTest, ForgetsARunThatWaitsOnceNobodyWatchesItAnyMore) {
  Hub hub;
  auto first = hub.Join("run");
  const auto other = hub.Join("other");
  hub.TellPosition("run", Queued(1));
  first.reset();
  EXPECT_THAT(hub.Watched(), ElementsAre("other"));
  EXPECT_EQ(hub.size(), 1u);
}

TEST(HubTest, RemembersARunThatAWorkerHasThoughNobodyWatchesIt) {
  Hub hub;
  hub.Open("run", Started(1));
  EXPECT_EQ(hub.Tell("run", 0, Tests({"a"})), 1);
  EXPECT_THAT(hub.Watched(), IsEmpty());
  EXPECT_THAT(Told(*hub.Join("run")), ElementsAre("started", "a"));
}

TEST(HubTest, TellsNoPositionOfARunThatHasStarted) {
  Hub hub;
  const auto watch = hub.Join("run");
  hub.Open("run", Started(1));
  hub.TellPosition("run", Queued(1));
  EXPECT_THAT(Told(*watch), ElementsAre("started"));
}

TEST(HubTest, TellsEachEventOfAnAttemptOnceHoweverOftenItComes) {
  Hub hub;
  hub.Open("run", Started(1));
  EXPECT_EQ(hub.Tell("run", 0, Tests({"a", "b"})), 2);
  EXPECT_EQ(hub.Tell("run", 1, Tests({"b", "c"})), 3);
  EXPECT_EQ(hub.Tell("run", 0, Tests({"a"})), 3);
  EXPECT_EQ(hub.Tell("run", 4, Tests({"e"})), 3) << "one is missing";
  EXPECT_EQ(hub.Tell("run", -1, Tests({"z", "a"})), 3);
  hub.Open("run", Started(2));
  EXPECT_EQ(hub.Tell("run", 0, Tests({"a"})), 1);
  EXPECT_THAT(Told(*hub.Join("run")), ElementsAre("started", "a", "b", "c", "started", "a"));
}

TEST(HubTest, WakesAWatcherOnlyWhenThereIsMore) {
  Hub hub;
  hub.Open("run", Started(1));
  const auto watch = hub.Join("run");
  ASSERT_NE(watch->Next([] {}), nullptr);
  int woken = 0;
  ASSERT_EQ(watch->Next([&] { ++woken; }), nullptr);
  hub.Tell("run", 0, {});
  EXPECT_EQ(woken, 0);
  hub.Tell("run", 0, Tests({"a"}));
  EXPECT_EQ(woken, 1);
}

}  // namespace
}  // namespace judge::server
