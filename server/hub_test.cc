#include "server/hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"

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

// What happened in a run's last attempt.
Recall AllOf(const std::vector<std::string>& tests) {
  return [tests] {
    std::vector<v1::RunEvent> events = Tests(tests);
    events.insert(events.begin(), Started(1));
    events.emplace_back().mutable_finished();
    return events;
  };
}

// What a watcher is told until there is no more for now.
std::vector<std::string> Told(Watch& watch) {
  std::vector<std::string> told;
  while (const EventPtr event = watch.Next([] {})) {
    if (event->event().has_queued()) told.push_back("queued");
    if (event->event().has_started()) told.push_back("started");
    if (event->event().has_test()) told.push_back(event->event().test().name());
    if (event->event().has_finished()) told.push_back("finished");
  }
  return told;
}

TEST(HubTest, KeepsNothingThatIsToldOfARunThatIsDone) {
  Hub hub;
  hub.Open("run", "lease", Started(1));
  hub.Close("run", AllOf({}));
  EXPECT_EQ(hub.Tell("run", "lease", 0, Tests({"late"})), 0);
  const auto watch = hub.Join("run");
  EXPECT_EQ(hub.Tell("run", "lease", 0, Tests({"later"})), 0);
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
  hub.Open("run", "lease", Started(1));
  EXPECT_EQ(hub.Tell("run", "lease", 0, Tests({"a"})), 1);
  EXPECT_THAT(hub.Watched(), IsEmpty());
  EXPECT_THAT(Told(*hub.Join("run")), ElementsAre("started", "a"));
}

TEST(HubTest, TellsNoPositionOfARunThatHasStarted) {
  Hub hub;
  const auto watch = hub.Join("run");
  hub.Open("run", "lease", Started(1));
  hub.TellPosition("run", Queued(1));
  EXPECT_THAT(Told(*watch), ElementsAre("started"));
}

TEST(HubTest, TellsEachEventOfAnAttemptOnceHoweverOftenItComes) {
  Hub hub;
  hub.Open("run", "lease", Started(1));
  EXPECT_EQ(hub.Tell("run", "lease", 0, Tests({"a", "b"})), 2);
  EXPECT_EQ(hub.Tell("run", "lease", 1, Tests({"b", "c"})), 3);
  EXPECT_EQ(hub.Tell("run", "lease", 0, Tests({"a"})), 3);
  EXPECT_EQ(hub.Tell("run", "lease", 4, Tests({"e"})), 3) << "one is missing";
  EXPECT_EQ(hub.Tell("run", "lease", -1, Tests({"z", "a"})), 3);
  hub.Open("run", "lease", Started(2));
  EXPECT_EQ(hub.Tell("run", "lease", 0, Tests({"a"})), 1);
  EXPECT_THAT(Told(*hub.Join("run")), ElementsAre("started", "a", "b", "c", "started", "a"));
}

TEST(HubTest, BelievesOnlyWhoHasTheLeaseOfThisAttempt) {
  Hub hub;
  hub.Open("run", "first", Started(1));
  hub.Open("run", "second", Started(2));
  EXPECT_EQ(hub.Tell("run", "first", 0, Tests({"late"})), 0);
  EXPECT_EQ(hub.Tell("run", "second", 0, Tests({"a"})), 1);
  EXPECT_THAT(Told(*hub.Join("run")), ElementsAre("started", "started", "a"));
}

TEST(HubTest, TellsAtTheEndWhatTheWorkerHadNotToldBefore) {
  Hub hub;
  hub.Open("run", "lease", Started(1));
  hub.Tell("run", "lease", 0, Tests({"a"}));
  const auto watch = hub.Join("run");
  hub.Close("run", AllOf({"a", "b"}));
  EXPECT_THAT(Told(*watch), ElementsAre("started", "a", "b", "finished"));
}

TEST(HubTest, AsksForTheEndOnceAndOnlyWhereSomebodyReads) {
  Hub hub;
  int asked = 0;
  const Recall recall = [&] {
    ++asked;
    return AllOf({"a"})();
  };
  hub.Open("run", "lease", Started(1));
  hub.Close("run", recall);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(hub.Replay("run", 1), nullptr);
  const auto first = hub.Replay("run", 1, recall);
  EXPECT_EQ(asked, 0);
  const auto second = hub.Replay("run", 1);
  for (Watch* watch : {first.get(), second.get()}) EXPECT_THAT(Told(*watch), ElementsAre("started", "a", "finished"));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(hub.Replay("run", 2), nullptr) << "it was judged again";
}

TEST(HubTest, SharesTheBytesAmongAllWhoMaySeeThem) {
  v1::RunEvent event;
  auto* const test = event.mutable_test();
  test->set_name("secret/1");
  test->set_stdout("what it printed");
  const ToldEvent told(event);
  EXPECT_EQ(told.BytesFor(Role::kGrade), told.BytesFor(Role::kAdmin));
  EXPECT_EQ(told.BytesFor(Role::kSubmit), told.BytesFor(Role::kSubmit));
  v1::RunEvent seen;
  ASSERT_TRUE(seen.ParseFromString(*told.BytesFor(Role::kGrade)));
  EXPECT_EQ(seen.test().stdout(), "what it printed");
  ASSERT_TRUE(seen.ParseFromString(*told.BytesFor(Role::kSubmit)));
  EXPECT_EQ(seen.test().stdout(), "");
}

TEST(HubTest, WakesAWatcherOnlyWhenThereIsMore) {
  Hub hub;
  hub.Open("run", "lease", Started(1));
  hub.Open("other", "lease", Started(1));
  const auto watch = hub.Join("run"), other = hub.Join("other");
  for (Watch* one : {watch.get(), other.get()}) ASSERT_NE(one->Next([] {}), nullptr);
  absl::Notification woken, other_is_woken;
  ASSERT_EQ(watch->Next([&] { woken.Notify(); }), nullptr);
  ASSERT_EQ(other->Next([&] { other_is_woken.Notify(); }), nullptr);
  hub.Tell("run", "lease", 0, {});
  hub.Tell("other", "lease", 0, Tests({"a"}));
  other_is_woken.WaitForNotification();
  EXPECT_FALSE(woken.HasBeenNotified());
  hub.Tell("run", "lease", 0, Tests({"a"}));
  woken.WaitForNotification();
}

TEST(HubTest, IsNotHeldUpByAWatcherThatTakesLong) {
  absl::Notification go_on, is_over;
  Hub hub;
  hub.Open("run", "lease", Started(1));
  const auto watch = hub.Join("run");
  ASSERT_NE(watch->Next([] {}), nullptr);
  ASSERT_EQ(watch->Next([&] {
    go_on.WaitForNotification();
    is_over.Notify();
  }),
            nullptr);
  // Would wait for ever.
  hub.Tell("run", "lease", 0, Tests({"a"}));
  hub.Close("run", AllOf({"a"}));
  EXPECT_FALSE(is_over.HasBeenNotified());
  go_on.Notify();
  is_over.WaitForNotification();
}

}  // namespace
}  // namespace judge::server
