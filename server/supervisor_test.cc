#include "server/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

namespace judge::server {
namespace {

int ServeUntilSigterm() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  int signal = 0;
  ::sigwait(&signals, &signal);
  return 0;
}

TEST(SupervisorTest, EndsWithTheCodeOfWhateverCannotGoOn) {
  Supervisor supervisor({.serve = ServeUntilSigterm, .worker = {"/bin/sh", "-c", "sleep 0.2; exit 4"}});
  EXPECT_EQ(supervisor.Run(), 4);
}

TEST(SupervisorTest, PassesAHangupOnToTheServer) {
  const auto serve_until_hangup = [] {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGHUP);
    int signal = 0;
    ::sigwait(&signals, &signal);
    return 2;  // from which no other start helps
  };
  Supervisor supervisor({.serve = serve_until_hangup,
                         .worker = {"/bin/bash", "-c", "kill -HUP $PPID; sleep 10"},
                         .passes_on_hangup = true});
  EXPECT_EQ(supervisor.Run(), 2);
}

TEST(SupervisorTest, StartsAgainWhatHadRunBeforeAndNowLacksSomething) {
  // Killed at first, then without disk space, then well: ends all by the signal that it sends.
  const std::string folder = ::testing::TempDir() + "supervisor-test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  const std::string script =
      "cd " + folder +
      "; if mkdir 1 2>&-; then kill -9 $$; fi; if mkdir 2 2>&-; then exit 4; fi; kill -TERM $PPID; "
      "sleep 10";
  Supervisor supervisor({.serve = ServeUntilSigterm, .worker = {"/bin/bash", "-c", script}});
  EXPECT_EQ(supervisor.Run(), 0);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace judge::server
