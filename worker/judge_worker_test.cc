// The real program, with a server of the test's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/test_process.h"
#include "sandbox/faults.h"
#include "sandbox/process_tree.h"
#include "sandbox/suite/machine_counts.h"
#include "worker/fake_server.h"
#include "worker/slot_cpus.h"
#include "worker/test_state.h"

namespace judge::worker {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr char kSlowlyDoubles[] = "import time\ntime.sleep(1)\nprint(2 * int(input()))";

class JudgeWorkerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<TemporaryFolder> state = MakeTestState();
    ASSERT_TRUE(state.ok()) << state.status();
    state_.emplace(*std::move(state));
    // For everybody, and so another user.
    ASSERT_EQ(::chmod(state_->path().c_str(), 0755), 0);
    std::filesystem::copy(JUDGE_SOURCE_DIR "/profiles", path("profiles"), std::filesystem::copy_options::recursive);
    server_.emplace("unix:" + path("server"));
    ASSERT_EQ(::chmod(path("server").c_str(), 0777), 0);
  }

  std::string path(const std::string& name) const { return state_->path() + "/" + name; }

  std::vector<std::string> Arguments(const std::vector<std::string>& more) const {
    std::vector<std::string> all = {"--server",   "unix:" + path("server"), "--state",       state_->path(),
                                    "--profiles", path("profiles"),         "--runtime-dir", path("run")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  std::optional<TemporaryFolder> state_;
  std::optional<FakeServer> server_;
};

TEST_F(JudgeWorkerTest, FinishesWhatItJudgesAfterASignal) {
  TestProcess worker("judge-worker", Arguments({"--slots", "1"}));
  server_->HandOut(Python("r1", kSlowlyDoubles));
  ASSERT_TRUE(server_->WaitFor([&] { return !server_->progress.empty(); })) << worker.output();
  worker.Signal(SIGTERM);
  EXPECT_EQ(worker.Wait(), 0) << worker.output();
  ASSERT_EQ(server_->reports.size(), 1u);
  EXPECT_EQ(server_->reports[0].result().verdict(), v1::AC);
  EXPECT_THAT(worker.output(), HasSubstr("run=r1: judged: AC"));
}

TEST_F(JudgeWorkerTest, GivesBackWhatItJudgesAfterTwoSignals) {
  TestProcess worker("judge-worker", Arguments({"--slots", "1"}));
  server_->HandOut(Python("r1", "import time\ntime.sleep(1000)"));
  ASSERT_TRUE(server_->WaitFor([&] { return !server_->progress.empty(); })) << worker.output();
  worker.Signal(SIGINT);
  worker.WaitFor("ending");
  worker.Signal(SIGINT);
  EXPECT_EQ(worker.Wait(), 0) << worker.output();
  ASSERT_EQ(server_->reports.size(), 1u);
  EXPECT_TRUE(server_->reports[0].given_back());
}

TEST_F(JudgeWorkerTest, JudgesWithoutRootOnceItHasStarted) {
  const passwd* const nobody = ::getpwnam("nobody");
  ASSERT_NE(nobody, nullptr);
  TestProcess worker("judge-worker", Arguments({"--slots", "1", "--user", "nobody"}));
  server_->HandOut(Python("r1", "print(4)"));
  ASSERT_TRUE(server_->WaitForReports(1)) << worker.output();
  EXPECT_EQ(server_->reports[0].result().verdict(), v1::AC) << server_->reports[0].ShortDebugString();
  const auto status = ReadKernelFile(absl::StrCat("/proc/", worker.pid(), "/status"));
  ASSERT_TRUE(status.ok()) << status.status();
  const auto uid = absl::StrCat(nobody->pw_uid);
  EXPECT_THAT(*status, AllOf(HasSubstr(absl::StrCat("Uid:\t", uid, "\t", uid, "\t", uid, "\t", uid)),
                             HasSubstr("CapPrm:\t0000000000000000"), HasSubstr("NoNewPrivs:\t1")));
  struct stat cache;
  ASSERT_EQ(::stat(path("users/nobody/cache/compile").c_str(), &cache), 0);
  EXPECT_EQ(cache.st_uid, nobody->pw_uid);
  worker.Signal(SIGTERM);
  EXPECT_EQ(worker.Wait(), 0) << worker.output();
}

// "1" or "0 1 shared": the CPUs that a program in a box may run on, and what is said of them.
std::string CpusOfRun(FakeServer& server) {
  server.HandOut(Python("r1", "import os\nprint(*sorted(os.sched_getaffinity(0)))"));
  if (!server.WaitForReports(1)) return "no report";
  const v1::RunResult& result = server.reports[0].result();
  if (result.tests_size() != 1) return result.ShortDebugString();
  return absl::StrCat(absl::StripAsciiWhitespace(result.tests(0).stdout()),
                      result.certificate().shared() ? " shared" : "");
}

TEST_F(JudgeWorkerTest, JudgesOnACpuThatNoOtherWorkerJudgesOn) {
  const std::vector<int> allowed = AllowedCpus();
  ASSERT_GE(allowed.size(), 2u) << "this test needs two CPUs";
  TestProcess worker("judge-worker", Arguments({"--slots", "1"}));
  EXPECT_EQ(CpusOfRun(*server_), absl::StrCat(allowed[1])) << worker.output();
  FakeServer other_server("unix:" + path("other"));
  std::vector<std::string> arguments = Arguments({"--slots", absl::StrCat(allowed.size() - 1)});
  arguments[1] = "unix:" + path("other");
  TestProcess other("judge-worker", arguments);
  std::vector<int> left = allowed;
  left.erase(left.begin() + 1);
  EXPECT_EQ(CpusOfRun(other_server), absl::StrJoin(left, " ") + " shared") << other.output();
}

TEST_F(JudgeWorkerTest, SaysThatSlotsShareCpusWhereThereAreMore) {
  const std::vector<int> allowed = AllowedCpus();
  TestProcess worker("judge-worker", Arguments({"--slots", absl::StrCat(allowed.size())}));
  EXPECT_EQ(CpusOfRun(*server_), absl::StrJoin(allowed, " ") + " shared");
  EXPECT_THAT(worker.output(), HasSubstr("slots, which share CPUs"));
}

// Code 4 would tell its supervisor that another start is of no use.
TEST_F(JudgeWorkerTest, FailsWhenItsSpawnerIsKilledBeforeItJudges) {
  for (const char* step : {"greet the worker", "answer"}) {
    SCOPED_TRACE(step);
    sandbox::Faults faults(path("faults"));
    faults.HoldAt(step);
    TestProcess worker("judge-worker", Arguments({"--slots", "1"}),
                       {"JUDGE_SPAWNER=" JUDGE_BIN_DIR "/judge-spawner-faulty",
                        absl::StrCat(sandbox::child::kFaultVariable, "=", faults.path())});
    ASSERT_TRUE(sandbox::Eventually([&] { return faults.holding(); })) << worker.output();
    for (const pid_t child : sandbox::ChildrenOf(worker.pid())) ASSERT_EQ(::kill(child, SIGKILL), 0);
    EXPECT_EQ(worker.Wait(), kFailed) << worker.output();
    EXPECT_THAT(worker.output(), ContainsRegex("judge-worker: .*spawner.* died"));
  }
}

TEST_F(JudgeWorkerTest, SaysInALineWhyItCannotStart) {
  const auto refused = [&](const std::vector<std::string>& more) {
    TestProcess worker("judge-worker", Arguments(more));
    const int code = worker.Wait();
    return absl::StrCat(code, " ", worker.output());
  };
  EXPECT_THAT(refused({"--slots", "0"}), HasSubstr("2 judge-worker: --slots: "));
  EXPECT_THAT(refused({"--ca", "ca.pem"}), HasSubstr("2 judge-worker: a certificate was given, but not --tls"));
  EXPECT_THAT(refused({"--user", "no-such-user"}), HasSubstr("2 judge-worker: no user 'no-such-user'"));
  server_->Refuse(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "unknown API key"));
  EXPECT_THAT(refused({}), AllOf(HasSubstr("2 "), HasSubstr("refuses this worker: unknown API key")));
}

TEST_F(JudgeWorkerTest, RefusesAWrongFileInOneLine) {
  const auto refused = [&](const std::string& file, const std::string& text) {
    std::ofstream(path("config")) << text;
    TestProcess worker("judge-worker", Arguments({}), {"JUDGE_WORKER_CONFIG=" + path(file)});
    EXPECT_EQ(worker.Wait(), kBadInput);
    EXPECT_EQ(worker.output().find('\n'), worker.output().size() - 1) << worker.output();
    return worker.output();
  };
  EXPECT_THAT(refused("config", "slot = 2\n"), HasSubstr("slot"));
  EXPECT_THAT(refused("config", "slots = 'many'\n"), HasSubstr("--slots"));
  EXPECT_THAT(refused("config", "slots = 1000\n"), HasSubstr("--slots: Value 1000 not in range"));
  EXPECT_THAT(refused("none", ""), HasSubstr(path("none")));
}

TEST_F(JudgeWorkerTest, TellsTheServerWhatItJudgesWith) {
  TestProcess worker("judge-worker", Arguments({"--slots", "3", "--name", "here"}));
  ASSERT_TRUE(server_->WaitFor([&] { return server_->announcements > 0; })) << worker.output();
  const v1::AnnounceRequest& announced = server_->announced;
  EXPECT_EQ(announced.worker(), "here");
  EXPECT_EQ(announced.slots(), 3);
  ASSERT_GT(announced.profiles_size(), 3);
  for (const v1::ProfileInfo& profile : announced.profiles()) {
    EXPECT_FALSE(profile.version().empty()) << profile.id();
    EXPECT_GT(profile.extensions_size(), 0) << profile.id();
  }
}

}  // namespace
}  // namespace judge::worker
