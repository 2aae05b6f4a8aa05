#include "server/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>

namespace judge::server {
namespace {

TEST(ExecutorTest, DoesAllThatItWasGivenByWhomeverBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    Executor executor(4);
    std::vector<std::thread> givers;
    for (int i = 0; i < 4; ++i) {
      givers.emplace_back([&, i] {
        for (int j = 0; j < 1000; ++j) executor.Run(i % 2 == 0 ? "a" : "b", [&] { ++done; });
      });
    }
    for (std::thread& giver : givers) giver.join();
  }
  EXPECT_EQ(done, 4000);
}

TEST(ExecutorTest, MayBeGivenWorkByItsWork) {
  std::atomic<int> done = 0;
  {
    Executor executor(1);
    executor.Run("a", [&] { executor.Run("a", [&] { ++done; }); });
  }
  EXPECT_EQ(done, 1);
}

// Who gave the work may not have come back yet. A race that TSan sees each time.
TEST(ExecutorTest, MayGoAsSoonAsItsWorkIsDone) {
  for (int i = 0; i < 100; ++i) {
    auto executor = std::make_unique<Executor>(1);
    std::promise<void> done;
    std::thread giver([&done, given = executor.get()] { given->Run("a", [&done] { done.set_value(); }); });
    done.get_future().wait();
    executor.reset();
    giver.join();
  }
}

TEST(ExecutorTest, KeepsAThreadForOthersHoweverLongOnesWorkTakes) {
  std::promise<void> other_is_done;
  std::shared_future<void> go_on = other_is_done.get_future().share();
  std::atomic<int> done = 0;
  {
    Executor executor(2);
    for (int i = 0; i < 10; ++i) {
      executor.Run("slow", [&, go_on] {
        go_on.wait();
        ++done;
      });
    }
    // Or this would wait for ever.
    executor.Run("quick", [&] { other_is_done.set_value(); });
  }
  EXPECT_EQ(done, 10);
}

TEST(ExecutorTest, LetsThemTakeTurns) {
  std::string order;
  std::promise<void> begin;
  {
    Executor executor(1);
    executor.Run("first", [&] { begin.get_future().wait(); });
    for (int i = 0; i < 3; ++i) executor.Run("a", [&] { order += "a"; });
    for (int i = 0; i < 2; ++i) executor.Run("b", [&] { order += "b"; });
    begin.set_value();
  }
  EXPECT_EQ(order, "ababa");
}

}  // namespace
}  // namespace judge::server
