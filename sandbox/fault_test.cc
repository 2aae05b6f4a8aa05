// What happens when any step fails, and when anybody dies at any step: one clear line for the run that it befell, and
// after the next spawner's sweep nothing is left. Uses judge-spawner-faulty; see child/fault.h.
#include "sandbox/child/fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <future>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/file.h"
#include "base/places.h"
#include "sandbox/exec_failure.h"
#include "sandbox/faults.h"
#include "sandbox/process_tree.h"
#include "sandbox/suite/machine_counts.h"
#include "sandbox/test_machine.h"

extern char** environ;

namespace judge::sandbox {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr char kFaultySpawner[] = JUDGE_BIN_DIR "/judge-spawner-faulty";

// The last steps before the worker is told of something.
constexpr char kLastStepOfStart[] = "greet the worker";
constexpr char kLastStepOfRun[] = "answer";

// Start, two runs, end: what a client was told. A run that was not reached is CANCELLED.
struct Life {
  absl::Status start;
  absl::StatusOr<Result> run = absl::CancelledError();
  absl::StatusOr<Result> next = absl::CancelledError();
};

bool RanWell(const absl::StatusOr<Result>& run) {
  return run.ok() && run->ending == Ending(Exited{0}) && run->stdout_data == "fine\n";
}

class FaultTest : public testing::Test {
 protected:
  void SetUp() override {
    auto machine = StartTestMachine();
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
    auto folder = TemporaryFolder::Make("fault-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    faults_.emplace(folder_->path() + "/faults");
    ::setenv(child::kFaultVariable, faults_->path().c_str(), 1);
    options_.layers_folder = machine_->layers_folder();
    options_.runtime_folder = folder_->path() + "/runtime";
    options_.program = kFaultySpawner;
    ::setenv("JUDGE_SPAWNER", kFaultySpawner, 1);  // for StartWorker, and before there are threads
    options_.prepared_boxes = 0;
    options_.best_effort = true;  // as an ordinary user
    spec_.layers = machine_->layers();
    spec_.argv = {"/bin/sh", "-c", "cat given > folder/made; echo fine"};
    spec_.environment = {"PATH=/usr/bin:/bin"};
    spec_.policy = *machine_->Policy("native");
    spec_.limits.memory_bytes = 64 << 20;
    auto file = SealedFileOf("text");
    ASSERT_TRUE(file.ok()) << file.status();
    spec_.inputs = {{"given", std::make_shared<Fd>(*std::move(file)), false}};
    spec_.folders = {"folder"};
    spec_.outputs = {{"folder/made", 100}};
    ASSERT_TRUE(machine_->spawner().Prepare(spec_.layers).ok());
    // An undisturbed life tells which steps there are, and makes what stays: the runtime folder.
    ASSERT_TRUE(Live().start.ok());
    steps_ = faults_->begun();
    before_ = CountMachine(options_.runtime_folder);
  }

  Life Live() {
    Life life;
    const auto client = SpawnerClient::Start(options_);
    life.start = client.status();
    if (!client.ok()) return life;
    life.run = (*client)->Run(spec_);
    life.next = (*client)->Run(spec_);
    return life;
  }

  // What the next spawner does first.
  void Sweep() {
    SpawnerOptions options = options_;
    options.program = JUDGE_BIN_DIR "/judge-spawner";
    const auto client = SpawnerClient::Start(options);
    EXPECT_TRUE(client.ok()) << client.status();
  }

  bool Before(const std::string& step, const std::string& other) const {
    return std::find(steps_.begin(), steps_.end(), step) < std::find(steps_.begin(), steps_.end(), other);
  }
  bool IsOfStart(const std::string& step) const { return !Before(kLastStepOfStart, step); }
  bool IsOfRun(const std::string& step) const { return !IsOfStart(step) && !Before(kLastStepOfRun, step); }

  std::unique_ptr<SuiteMachine> machine_;
  std::optional<TemporaryFolder> folder_;
  std::optional<Faults> faults_;
  SpawnerOptions options_;
  RunSpec spec_;
  std::vector<std::string> steps_;
  MachineCounts before_;
};

TEST_F(FaultTest, EveryStepOfABoxCanBeDisturbed) {
  for (int i = 0; i < child::kStepCount; ++i) EXPECT_THAT(steps_, Contains(StepName(static_cast<child::Step>(i))));
  for (const char* step : {kLastStepOfStart, kLastStepOfRun}) EXPECT_THAT(steps_, Contains(step));
}

TEST_F(FaultTest, TheRealSpawnerHasNoSuchHook) {
  const auto contains_hook = [](const std::string& program) {
    const absl::StatusOr<std::string> bytes = ReadFile(program, 1 << 30);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes->find(child::kFaultVariable) != std::string::npos;
  };
  EXPECT_TRUE(contains_hook(kFaultySpawner));
  EXPECT_FALSE(contains_hook(JUDGE_BIN_DIR "/judge-spawner"));
}

class FailingStepTest : public FaultTest, public testing::WithParamInterface<int> {};

TEST_P(FailingStepTest, IsNamedAndHarmsNothingElse) {
  for (const std::string& step : steps_) {
    SCOPED_TRACE(step);
    const auto names_it = AllOf(HasSubstr(step), HasSubstr(std::strerror(GetParam())));
    faults_->FailAt(step, GetParam());
    const Life life = Live();
    EXPECT_TRUE(faults_->struck());
    if (IsOfStart(step)) {
      EXPECT_THAT(std::string(life.start.message()), names_it);
    } else if (IsOfRun(step)) {
      EXPECT_THAT(std::string(life.run.status().message()), names_it);
      // Anything but a fault of the command: that would become a verdict.
      const bool may_be_the_command =
          step == StepName(child::Step::kExec) && GetParam() != ENOMEM && GetParam() != EMFILE;
      EXPECT_EQ(IsExecFailure(life.run.status()), may_be_the_command);
      EXPECT_TRUE(RanWell(life.next)) << life.next.status();
    } else {
      EXPECT_TRUE(RanWell(life.run)) << life.run.status();
      EXPECT_TRUE(RanWell(life.next)) << life.next.status();
    }
  }
  Sweep();
  EXPECT_EQ(WaitForNothingLeft(before_, options_.runtime_folder), "");
}

INSTANTIATE_TEST_SUITE_P(Errors, FailingStepTest, testing::Values(ENOMEM, EMFILE, ENOSPC, EPERM));

// A worker with a spawner of its own, whose runs must all be well while others die around it. Half of the time it
// rests, so that the others come to their steps.
class Bystander {
 public:
  explicit Bystander(const RunSpec& spec)
      : thread_([this, spec] {
          auto machine = StartTestMachine(/*prepared_boxes=*/1);
          ASSERT_TRUE(machine.ok()) << machine.status();
          do {
            const absl::Time begin = absl::Now();
            const absl::StatusOr<Result> run = (*machine)->spawner().Run(spec);
            ASSERT_TRUE(RanWell(run)) << run.status();
            absl::SleepFor(absl::Now() - begin);
          } while (!stop_);
        }) {}
  ~Bystander() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

enum class Victim { kInit, kTarget, kSpawner };

// The youngest child of that name, if it has `count` of them.
pid_t YoungestChildOf(pid_t parent, const std::string& name, size_t count = 1) {
  std::vector<pid_t> found;
  for (const pid_t child : parent > 0 ? ChildrenOf(parent) : std::vector<pid_t>())
    if (NameOfProcess(child) == name) found.push_back(child);
  return found.size() < count ? -1 : found.back();
}

// Of the worker `worker`; -1 where there is none yet, or none any more. All of them keep the spawner's name.
pid_t Find(Victim victim, pid_t worker) {
  constexpr char kName[] = "judge-spawner-f";  // as the kernel cuts it
  const pid_t spawner = YoungestChildOf(worker, kName);
  if (victim == Victim::kSpawner) return spawner;
  const pid_t init = YoungestChildOf(spawner, kName);
  if (victim == Victim::kInit) return init;
  // On cgroup v2 the process that the target-to-be was cloned from may still be on its way out. An ordinary user's init
  // has an older child than the target: the stand-in for PID 1.
  return YoungestChildOf(init, kName, IsRoot() ? 1 : 2);
}

void Kill(pid_t pid) {
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(Eventually([&] { return !IsAlive(pid); }));
}

// Whether the error of a run whose box lost this victim names this very step: one of its own, and no other process of
// the box is on its way to another.
bool SaysWhere(Victim victim, const std::string& name) {
  for (int i = 0; i < child::kStepCount; ++i) {
    const auto step = static_cast<child::Step>(i);
    if (name == StepName(step))
      return step > child::Step::kReceiveOrder || (victim == Victim::kInit && step <= child::Step::kForkTarget);
  }
  return false;
}

class DeathTest : public FaultTest {
 protected:
  // Kills the victim, if it is there, while `step` waits. Returns whether it was.
  bool KillAt(const std::string& step, Victim victim, Life& life) {
    faults_->HoldAt(step);
    std::future<Life> living = std::async(std::launch::async, [this] { return Live(); });
    const bool held = Eventually([&] { return faults_->holding(); });
    EXPECT_TRUE(held) << "never came to this step";
    const pid_t pid = held ? Find(victim, ::getpid()) : -1;
    if (pid > 0) Kill(pid);
    faults_->Release();
    life = living.get();
    return pid > 0;
  }
};

TEST_F(DeathTest, OfTheSpawnerIsToldAsSuchAndSwept) {
  for (const std::string& step : steps_) {
    SCOPED_TRACE(step);
    {
      const Bystander bystander(spec_);
      Life life;
      ASSERT_TRUE(KillAt(step, Victim::kSpawner, life));
      const absl::Status status = IsOfStart(step) ? life.start : life.run.status();
      if (IsOfStart(step) || IsOfRun(step)) {
        EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
        EXPECT_THAT(std::string(status.message()), HasSubstr("the spawner died: start the program again"));
      } else {
        EXPECT_TRUE(RanWell(life.run)) << life.run.status();
      }
      if (IsOfRun(step)) {
        EXPECT_EQ(life.next.status(), status);
      }
    }
    Sweep();
    EXPECT_EQ(CountMachine(options_.runtime_folder).at("files of spawners"), 0);
  }
  EXPECT_EQ(WaitForNothingLeft(before_, options_.runtime_folder), "");
}

TEST_F(DeathTest, OfAProcessOfTheBoxIsToldWithTheStepAndHarmsNoOtherRun) {
  const Bystander bystander(spec_);
  for (const Victim victim : {Victim::kInit, Victim::kTarget}) {
    int deaths = 0;
    for (const std::string& step : steps_) {
      // Later the box is that of the next run.
      if (!IsOfStart(step) && !IsOfRun(step)) continue;
      // Init's alone: the target-to-be becomes the target meanwhile.
      if (victim == Victim::kTarget && step == StepName(child::Step::kLetGoOfFiles)) continue;
      SCOPED_TRACE(absl::StrCat(step, victim == Victim::kInit ? ": init" : ": target-to-be"));
      Life life;
      const bool died = KillAt(step, victim, life);
      ASSERT_TRUE(life.start.ok()) << life.start;
      EXPECT_TRUE(RanWell(life.next)) << life.next.status();
      // The target has ended by then: its init has nothing left to tell.
      if (!died || step == "collect the facts" || step == "answer") {
        EXPECT_TRUE(RanWell(life.run)) << life.run.status();
        continue;
      }
      ++deaths;
      if (victim == Victim::kTarget && step == StepName(child::Step::kExec)) {
        // Its next instruction is the target's: who kills it now has killed the target.
        ASSERT_TRUE(life.run.ok()) << life.run.status();
        EXPECT_EQ(life.run->ending, Ending(Signaled{SIGKILL}));
        continue;
      }
      EXPECT_EQ(life.run.status().code(), absl::StatusCode::kUnavailable);
      EXPECT_THAT(std::string(life.run.status().message()),
                  AllOf(HasSubstr("signal 9"), HasSubstr("try the run again")));
      if (SaysWhere(victim, step)) {
        EXPECT_THAT(std::string(life.run.status().message()), HasSubstr(step));
      }
    }
    EXPECT_GE(deaths, child::kStepCount - static_cast<int>(victim == Victim::kInit ? child::Step::kCloseInheritedFds
                                                                                   : child::Step::kNewSession));
  }
}

// judge-sandbox, as a worker that does one run.
pid_t StartWorker(const SpawnerOptions& options, const std::string& layer) {
  std::vector<std::string> words = {absl::StrCat(JUDGE_BIN_DIR, "/judge-sandbox"),
                                    "run",
                                    "--state",
                                    std::filesystem::path(options.layers_folder).parent_path(),
                                    "--runtime-dir",
                                    options.runtime_folder,
                                    "--policies",
                                    absl::StrCat(JUDGE_SOURCE_DIR, "/profiles/seccomp"),
                                    "--layer",
                                    layer,
                                    "--",
                                    "/bin/true"};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  return ::posix_spawn(&pid, argv[0], nullptr, nullptr, argv.data(), environ) == 0 ? pid : -1;
}

TEST_F(DeathTest, OfTheWorkerEndsItsSpawnerAndItsBox) {
  std::optional<Bystander> bystander(std::in_place, spec_);
  for (const std::string& step : steps_) {
    SCOPED_TRACE(step);
    faults_->HoldAt(step);
    const pid_t worker = StartWorker(options_, spec_.layers[0]);
    ASSERT_GT(worker, 0);
    EXPECT_TRUE(Eventually([&] { return faults_->holding(); })) << "never came to this step";
    Kill(worker);
    EXPECT_EQ(::waitpid(worker, nullptr, 0), worker);
    faults_->Release();
  }
  bystander.reset();
  // It cleans up by itself: no sweep.
  EXPECT_EQ(WaitForNothingLeft(before_, options_.runtime_folder), "");
}

}  // namespace
}  // namespace judge::sandbox
