#include "server/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

namespace judge::server {
namespace {

TEST(ExecutorTest, DoesAllThatItWasGivenByWhomeverBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    Executor executor(4);
    std::vector<std::thread> givers;
    for (int i = 0; i < 4; ++i) {
      givers.emplace_back([&] {
        for (int j = 0; j < 1000; ++j) executor.Run([&] { ++done; });
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
    executor.Run([&] { executor.Run([&] { ++done; }); });
  }
  EXPECT_EQ(done, 1);
}

// Who gave the work may not have come back yet. A race that TSan sees each time.
TEST(ExecutorTest, MayGoAsSoonAsItsWorkIsDone) {
  for (int i = 0; i < 100; ++i) {
    auto executor = std::make_unique<Executor>(1);
    std::promise<void> done;
    std::thread giver([&done, given = executor.get()] { given->Run([&done] { done.set_value(); }); });
    done.get_future().wait();
    executor.reset();
    giver.join();
  }
}

}  // namespace
}  // namespace judge::server
