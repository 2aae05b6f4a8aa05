#include "server/executor.h"

#include <gtest/gtest.h>

#include <atomic>

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

}  // namespace
}  // namespace judge::server
