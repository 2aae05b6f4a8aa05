#include "server/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>

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

}  // namespace
}  // namespace judge::server
