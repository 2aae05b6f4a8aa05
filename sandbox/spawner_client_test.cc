#include "sandbox/spawner_client.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "sandbox/exec_failure.h"
#include "sandbox/suite/machine_counts.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

// What a shell says in a box; the shell of the image under the policy of native programs.
class SpawnerClientTest : public testing::Test {
 protected:
  void SetUp() override {
    auto machine = StartTestMachine();
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
    before_ = CountMachine(kTestRuntimeFolder);
  }

  RunSpec Shell(const std::string& script) {
    RunSpec spec;
    spec.layers = machine_->layers();
    spec.argv = {"/bin/sh", "-c", script};
    spec.environment = {"PATH=/usr/bin:/bin"};
    spec.policy = *machine_->Policy("native");
    spec.limits.wall_time = absl::Seconds(20);
    spec.limits.processes = 64;
    return spec;
  }

  absl::StatusOr<Result> Run(const RunSpec& spec) { return machine_->spawner().Run(spec); }

  std::shared_ptr<Fd> FileOf(const std::string& text) {
    auto file = SealedFileOf(text);
    EXPECT_TRUE(file.ok()) << file.status();
    return std::make_shared<Fd>(*std::move(file));
  }

  std::unique_ptr<SuiteMachine> machine_;
  MachineCounts before_;
};

TEST_F(SpawnerClientTest, TellsExitCodeAndOutputApart) {
  const auto result = Run(Shell("echo out; echo err >&2; exit 7"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->ending, Ending(Exited{7}));
  EXPECT_EQ(result->stdout_data, "out\n");
  EXPECT_EQ(result->stderr_data, "err\n");
  EXPECT_EQ(result->limit_hit, std::nullopt);
  EXPECT_GT(result->cpu_time, absl::ZeroDuration());
}

TEST_F(SpawnerClientTest, ReportsSignalsEvenThoughTheBoxHasAnInit) {
  auto spec = Shell("kill -ABRT $$");
  const auto result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->ending, Ending(Signaled{SIGABRT}));
}

TEST_F(SpawnerClientTest, GivesStdinAndInputsAndTakesOutputs) {
  RunSpec spec = Shell("cat - given > made; echo deep > folder/file");
  spec.stdin_file = FileOf("from stdin\n");
  spec.inputs = {{"given", FileOf("from a file\n"), false}};
  spec.folders = {"folder"};
  spec.outputs = {{"made", 100}, {"folder/file", 100}, {"nothing", 100}, {"given", 3}};
  const auto result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->outputs.size(), 4u);
  EXPECT_EQ(*ReadAll(result->outputs[0].file, 100), "from stdin\nfrom a file\n");
  EXPECT_EQ(*ReadAll(result->outputs[1].file, 100), "deep\n");
  EXPECT_EQ(result->outputs[2].state, CollectedFile::State::kMissing);
  EXPECT_EQ(result->outputs[3].state, CollectedFile::State::kTooLarge);
  EXPECT_EQ(result->outputs[3].size, 12);
}

TEST_F(SpawnerClientTest, TakesOutputsOutOfFoldersThatTheProgramHasShut) {
  RunSpec spec = Shell("mkdir a; echo kept > a/file; chmod 0 a/file a .");
  spec.outputs = {{"a/file", 100}};
  const auto result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->ending, Ending(Exited{0})) << result->stderr_data;
  ASSERT_EQ(result->outputs[0].state, CollectedFile::State::kCollected);
  EXPECT_EQ(*ReadAll(result->outputs[0].file, 100), "kept\n");
}

TEST_F(SpawnerClientTest, NothingButRegularFilesIsTakenOut) {
  RunSpec spec =
      Shell("ln -s /etc/passwd link; mkdir folder; mkfifo fifo; ln -s /etc linked; ln /etc/passwd hard; true");
  spec.outputs = {
      {"link", 1 << 20}, {"folder", 1 << 20}, {"fifo", 1 << 20}, {"linked/passwd", 1 << 20}, {"hard", 1 << 20}};
  const auto result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  for (const CollectedFile& file : result->outputs) {
    EXPECT_NE(file.state, CollectedFile::State::kCollected) << file.name;
    EXPECT_FALSE(file.file.valid()) << file.name;
  }
}

TEST_F(SpawnerClientTest, InputsCannotBeChangedInPlace) {
  RunSpec spec = Shell("echo x > given || echo refused; cat given");
  spec.inputs = {{"given", FileOf("kept"), false}};
  const auto result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->stdout_data, "refused\nkept");
}

TEST_F(SpawnerClientTest, MissingCommandIsNoFaultOfTheSandboxAndNamed) {
  RunSpec spec = Shell("");
  spec.argv = {"./nothing"};
  const auto result = Run(spec);
  EXPECT_TRUE(IsExecFailure(result.status()));
  EXPECT_NE(std::string(result.status().message()).find("exec ./nothing: No such file"), std::string::npos)
      << result.status();
}

TEST_F(SpawnerClientTest, MissingLayerIsNamed) {
  RunSpec spec = Shell("true");
  spec.layers = {std::string(64, '0')};
  EXPECT_EQ(Run(spec).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(machine_->spawner().Prepare(spec.layers).code(), absl::StatusCode::kNotFound);
  // Other runs are unharmed.
  EXPECT_TRUE(Run(Shell("true")).ok());
}

TEST_F(SpawnerClientTest, FailingStepOfABoxNamesItself) {
  RunSpec spec = Shell("true");
  spec.limits.disk_bytes = 4096;
  spec.inputs = {{"large", FileOf(std::string(1 << 20, 'x')), false}};
  const auto result = Run(spec);
  EXPECT_NE(std::string(result.status().message()).find("write input file 'large'"), std::string::npos)
      << result.status();
}

TEST_F(SpawnerClientTest, WallTimeDoesNotCountTheWritingOfFiles) {
  RunSpec spec = Shell("true");
  spec.limits.disk_bytes = 300 << 20;
  spec.limits.wall_time = absl::Milliseconds(50) * Slowness();
  spec.inputs = {{"large", FileOf(std::string(200 << 20, 'x')), false}};
  // On a busy machine the program itself may come too late, but not each time; were the writing counted, it would.
  auto result = Run(spec);
  for (int i = 0; i < 20 && result.ok() && result->ending != Ending(Exited{0}); ++i) result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->ending, Ending(Exited{0}));
}

TEST_F(SpawnerClientTest, CancelBeforeTheBoxIsReadyIsNoError) {
  const Fd cancel(::eventfd(1, EFD_CLOEXEC));
  for (int i = 0; i < 20; ++i) {
    const auto result = machine_->spawner().Run(Shell("sleep 100"), cancel.get());
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_TRUE(result->cancelled);
    EXPECT_GE(result->wall_time, absl::ZeroDuration());
  }
}

TEST_F(SpawnerClientTest, FailureOfARunIsNotTheNextOnes) {
  RunSpec missing = Shell("");
  missing.argv = {"./nothing"};
  std::thread other([&] {
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(Run(missing).ok());
  });
  for (int i = 0; i < 20; ++i) {
    const absl::Status prepared = machine_->spawner().Prepare(machine_->layers());
    EXPECT_TRUE(prepared.ok()) << prepared;
  }
  other.join();
}

TEST_F(SpawnerClientTest, OutputLimitIsExact) {
  RunSpec spec = Shell("printf 0123456789");
  spec.limits.stdout_bytes = 10;
  auto result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->limit_hit, std::nullopt);
  spec.limits.stdout_bytes = 9;
  result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->limit_hit, Limit::kOutput);
}

TEST_F(SpawnerClientTest, CancelEndsTheRun) {
  const Fd cancel(::eventfd(1, EFD_CLOEXEC));
  const auto result = machine_->spawner().Run(Shell("sleep 100"), cancel.get());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->cancelled);
  EXPECT_EQ(result->ending, Ending(Killed{}));
}

TEST_F(SpawnerClientTest, RunsAtOnceDoNotMixUp) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string text = absl::StrCat(t, "/", i, "\n");
        RunSpec spec = Shell("cat");
        spec.stdin_file = FileOf(text);
        const auto result = Run(spec);
        ASSERT_TRUE(result.ok()) << result.status();
        EXPECT_EQ(result->ending, Ending(Exited{0}));
        EXPECT_EQ(result->stdout_data, text);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(SpawnerClientTest, LeavesNothingBehind) {
  ASSERT_TRUE(Run(Shell("sleep 100 & sleep 100 & exit 0")).ok());
  machine_.reset();
  EXPECT_EQ(LeftBehind(before_, CountMachine(kTestRuntimeFolder)).find("cgroup folders"), std::string::npos);
  EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), "");
}

// Else "nothing is left" would say nothing.
TEST_F(SpawnerClientTest, ProcessesOfARunningBoxAreCounted) {
  constexpr int kProcesses = 10;
  const Fd cancel(::eventfd(0, EFD_CLOEXEC));
  std::thread run([&] {
    const auto result =
        machine_->spawner().Run(Shell("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 100 & done; wait"), cancel.get());
    EXPECT_TRUE(result.ok()) << result.status();
  });
  EXPECT_TRUE(Eventually([this] {
    return CountMachine(kTestRuntimeFolder).at("processes of boxes") >= before_.at("processes of boxes") + kProcesses;
  }));
  EXPECT_EQ(::eventfd_write(cancel.get(), 1), 0);
  run.join();
}

// The pid of the only judge-spawner that is a child of this process.
pid_t FindSpawner() {
  std::ifstream children(absl::StrCat("/proc/self/task/", ::getpid(), "/children"));
  pid_t pid = -1;
  children >> pid;
  return pid;
}

TEST_F(SpawnerClientTest, KilledSpawnerIsAnErrorAndTheNextOneSweeps) {
  std::thread killer([] {
    ::usleep(300'000);
    ::kill(FindSpawner(), SIGKILL);
  });
  const auto result = Run(Shell("sleep 100"));
  killer.join();
  EXPECT_EQ(result.status().code(), absl::StatusCode::kUnavailable) << result.status();
  machine_.reset();
  auto next = StartTestMachine();
  ASSERT_TRUE(next.ok()) << next.status();
  next->reset();
  EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), "");
}

TEST_F(SpawnerClientTest, TwoSpawnersDoNotSweepEachOther) {
  std::thread other([] {
    for (int i = 0; i < 5; ++i) {
      auto machine = StartTestMachine();
      ASSERT_TRUE(machine.ok()) << machine.status();
    }
  });
  for (int i = 0; i < 20; ++i) {
    const auto result = Run(Shell("echo fine"));
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->stdout_data, "fine\n");
  }
  other.join();
}

TEST_F(SpawnerClientTest, PinsAndThrottlesWhereAsked) {
  RunSpec spec = Shell("grep Cpus_allowed_list /proc/self/status");
  spec.limits.cpus = {0};
  auto result = Run(spec);
  if (machine_->spawner().accounting() == Accounting::kRlimits) {
    EXPECT_EQ(result.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(result.status().message()), testing::HasSubstr("the choice of CPUs"));
    spec.limits.cpus = {};
    spec.limits.cpu_rate = 0.25;
    result = Run(spec);
    EXPECT_EQ(result.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(result.status().message()), testing::HasSubstr("the CPU rate"));
    return;
  }
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->stdout_data, "Cpus_allowed_list:\t0\n");
  spec = Shell("while :; do :; done");
  spec.limits.cpu_rate = 0.25;
  spec.limits.wall_time = absl::Seconds(2);
  result = Run(spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->limit_hit, Limit::kWallTime);
  // A busy machine may be late with the end: twice the rate, of whatever time it had.
  EXPECT_LT(result->cpu_time, result->wall_time * 0.5);
}

// Of root's own right, where he has it, a hard limit is no limit.
TEST(SpawnerClientStartTest, LimitAboveTheHardOneIsNamed) {
  rlimit before;
  ASSERT_EQ(::getrlimit(RLIMIT_STACK, &before), 0);
  const rlim_t hard = 1 << 30;
  const rlimit lowered = {std::min(before.rlim_cur, hard), hard};
  ASSERT_EQ(::setrlimit(RLIMIT_STACK, &lowered), 0);
  const auto machine = StartTestMachine();
  ASSERT_TRUE(machine.ok()) << machine.status();
  const bool may_raise = ::setrlimit(RLIMIT_STACK, &before) == 0;
  absl::StatusOr<RunSpec> spec = SpecForNothing(**machine);
  ASSERT_TRUE(spec.ok()) << spec.status();
  spec->limits.stack_bytes = int64_t{2} << 30;
  const absl::StatusOr<Result> result = (*machine)->spawner().Run(*spec);
  EXPECT_EQ(result.ok(), may_raise) << result.status();
  if (may_raise) return;
  EXPECT_EQ(result.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(result.status().message()), testing::HasSubstr("set rlimit STACK"));
  EXPECT_THAT(std::string(result.status().message()), testing::HasSubstr("`ulimit -H -s`"));
}

TEST(SpawnerClientStartTest, ForeignRuntimeFolderIsRefused) {
  const auto folder = TemporaryFolder::Make("runtime");
  ASSERT_TRUE(folder.ok());
  std::filesystem::permissions(folder->path(), std::filesystem::perms::all);
  std::filesystem::create_directory(folder->path() + "/layers");
  SpawnerOptions options;
  options.program = absl::StrCat(JUDGE_BIN_DIR, "/judge-spawner");
  options.layers_folder = folder->path() + "/layers";
  options.runtime_folder = folder->path();
  const auto client = SpawnerClient::Start(options);
  EXPECT_EQ(client.status().code(), absl::StatusCode::kFailedPrecondition) << client.status();
}

TEST(SpawnerClientStartTest, MissingImagesAreToldWithTheCommandThatMakesThem) {
  SpawnerOptions options;
  options.program = absl::StrCat(JUDGE_BIN_DIR, "/judge-spawner");
  options.layers_folder = "/nonexistent/layers";
  const auto client = SpawnerClient::Start(options);
  EXPECT_EQ(client.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(std::string(client.status().message()).find("judge-cli image build"), std::string::npos) << client.status();
}

}  // namespace
}  // namespace judge::sandbox
