// A machine that has run out of something: one clear line for the run that it befell, nothing left behind, and the next
// run is well once there is room again, with the same spawner where it had come to start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/process_tree.h"
#include "sandbox/spawner/cgroup_parts.h"
#include "sandbox/suite/machine_counts.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

bool RanWell(const absl::StatusOr<Result>& run) { return run.ok() && run->stdout_data == "fine\n"; }

// A cgroup for a spawner to start in: on v1 below our own, on v2, where a cgroup with processes has no children with
// controllers, beside it. Removed with this, when what was started in it is gone.
class TestCgroup {
 public:
  explicit TestCgroup(const std::string& controller) {
    const std::string name = absl::StrCat("exhaustion-test-", ::getpid());
    const std::string text = ReadKernelFile("/proc/self/cgroup").value_or("");
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      const std::vector<std::string> fields = absl::StrSplit(line, absl::MaxSplits(':', 2));
      if (fields.size() != 3) continue;
      const std::filesystem::path own = fields[2];
      if (fields[1] == controller)
        path_ = std::filesystem::path("/sys/fs/cgroup") / controller / own.relative_path() / name;
      if (fields[1].empty() && path_.empty()) path_ = "/sys/fs/cgroup" / own.parent_path().relative_path() / name;
    }
    made_ = ::mkdir(path_.c_str(), 0755) == 0;
  }
  ~TestCgroup() {
    // What the kernel keeps in memory of the files that were read here would keep the cgroup, too.
    EmptyMemory(path_);
    ::rmdir(path_.c_str());
  }

  bool made() const { return made_; }
  absl::Status LimitProcesses(int64_t count) { return Set("pids.max", count); }
  absl::Status LimitMemory(int64_t bytes) {
    return Set(std::filesystem::exists(path_ / "memory.max") ? "memory.max" : "memory.limit_in_bytes", bytes);
  }
  // For a shell: it, and what it becomes, joins.
  std::string Join() const { return absl::StrCat("echo 0 > ", path_.string(), "/cgroup.procs"); }

 private:
  absl::Status Set(const char* file, int64_t value) { return WriteKernelFile(path_ / file, absl::StrCat(value)); }

  std::filesystem::path path_;
  bool made_ = false;
};

class ExhaustionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto machine = StartTestMachine(/*prepared_boxes=*/0);
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
    auto folder = TemporaryFolder::Make("exhaustion-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    runtime_folder_ = folder_->path() + "/runtime";
    ASSERT_TRUE(MakeFolders(runtime_folder_).ok());
    before_ = CountMachine(runtime_folder_);
  }

  void ExpectNothingLeft() {
    client_.reset();
    cgroup_.reset();
    EXPECT_EQ(WaitForNothingLeft(before_, runtime_folder_), "");
  }

  // Starts a spawner by a shell which has done `first` to itself.
  absl::Status Start(const std::string& first) {
    const std::string script = folder_->path() + "/spawner";
    JUDGE_RETURN_IF_ERROR(WriteFileAtomically(
        script, absl::StrCat("#!/bin/sh -e\n", first, "\nexec ", JUDGE_BIN_DIR, "/judge-spawner \"$@\"\n"), 0700));
    SpawnerOptions options;
    options.layers_folder = machine_->layers_folder();
    options.runtime_folder = runtime_folder_;
    options.program = script;
    options.prepared_boxes = 0;
    JUDGE_ASSIGN_OR_RETURN(client_, SpawnerClient::Start(options));
    return absl::OkStatus();
  }

  absl::StatusOr<Result> Run(const std::string& script = "echo fine", const std::string& input = "") {
    RunSpec spec;
    spec.layers = machine_->layers();
    spec.argv = {"/bin/sh", "-c", script};
    spec.environment = {"PATH=/usr/bin:/bin"};
    JUDGE_ASSIGN_OR_RETURN(spec.policy, machine_->Policy("native"));
    JUDGE_ASSIGN_OR_RETURN(Fd file, SealedFileOf(input));
    spec.inputs = {{"input", std::make_shared<Fd>(std::move(file)), false}};
    return client_->Run(spec);
  }

  std::unique_ptr<SuiteMachine> machine_;
  std::optional<TemporaryFolder> folder_;
  std::string runtime_folder_;
  std::optional<TestCgroup> cgroup_;  // that the spawner is started in
  std::unique_ptr<SpawnerClient> client_;
  MachineCounts before_;
};

// Whether anything that we started has come to run it.
bool RunsProgram(const std::string& name) {
  const std::vector<pid_t> pids = DescendantsOf(::getpid());
  return std::any_of(pids.begin(), pids.end(), [&](pid_t pid) { return NameOfProcess(pid) == name; });
}

TEST_F(ExhaustionTest, OfFileDescriptorsIsToldToTheRunsThatFindNone) {
  // Enough for a few boxes.
  ASSERT_TRUE(Start("ulimit -S -n 40").ok());
  const auto start_run = [this](const std::string& script) {
    return std::async(std::launch::async, [this, script] { return Run(script); });
  };
  std::future<absl::StatusOr<Result>> first = start_run("sleep 2; echo fine");
  ASSERT_TRUE(Eventually([] { return RunsProgram("sleep"); }));
  std::vector<std::future<absl::StatusOr<Result>>> runs;
  for (int i = 0; i < 16; ++i) runs.push_back(start_run("sleep 0.3; echo fine"));
  int failed = 0;
  for (auto& future : runs) {
    const absl::StatusOr<Result> run = future.get();
    if (run.ok()) {
      EXPECT_TRUE(RanWell(run));
      continue;
    }
    ++failed;
    EXPECT_EQ(run.status().code(), absl::StatusCode::kResourceExhausted) << run.status();
    EXPECT_THAT(std::string(run.status().message()), AnyOf(HasSubstr("Too many open files"), HasSubstr("ulimit -n")));
  }
  EXPECT_GT(failed, 0);
  // Nobody who had what they needed came to harm.
  const absl::StatusOr<Result> earlier = first.get();
  EXPECT_TRUE(RanWell(earlier)) << earlier.status();
  const absl::StatusOr<Result> later = Run();
  EXPECT_TRUE(RanWell(later)) << later.status();
  ExpectNothingLeft();
}

TEST_F(ExhaustionTest, OfProcessesNamesTheProcessThatCouldNotBeMade) {
  cgroup_.emplace("pids");
  ASSERT_TRUE(cgroup_->made());
  ASSERT_TRUE(cgroup_->LimitProcesses(1).ok());
  ASSERT_TRUE(Start(cgroup_->Join()).ok());
  const absl::Status no_init = Run().status();
  EXPECT_THAT(std::string(no_init.message()), HasSubstr("clone init: Resource temporarily unavailable"));
  ASSERT_TRUE(cgroup_->LimitProcesses(2).ok());
  const absl::Status no_target = Run().status();
  EXPECT_THAT(std::string(no_target.message()), HasSubstr("fork target: Resource temporarily unavailable"));
  ASSERT_TRUE(cgroup_->LimitProcesses(64).ok());
  const absl::StatusOr<Result> later = Run();
  EXPECT_TRUE(RanWell(later)) << later.status();
  ExpectNothingLeft();
}

TEST_F(ExhaustionTest, OfMemoryWhileTheBoxIsMadeIsNoVerdict) {
  cgroup_.emplace("memory");
  ASSERT_TRUE(cgroup_->made());
  ASSERT_TRUE(cgroup_->LimitMemory(64 << 20).ok());
  ASSERT_TRUE(Start(cgroup_->Join()).ok());
  EXPECT_TRUE(RanWell(Run()));
  const absl::Status status = Run("echo fine", std::string(128 << 20, 'x')).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("in or after the step 'write input file'"));
  const absl::StatusOr<Result> later = Run();
  EXPECT_TRUE(RanWell(later)) << later.status();
  ExpectNothingLeft();
}

// The spawner's own folder, on a file system of its own, which this process alone sees.
class FullRuntimeFolderTest : public ExhaustionTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    ExhaustionTest::SetUp();
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    ASSERT_EQ(::mount("none", runtime_folder_.c_str(), "tmpfs", 0, GetParam()), 0);
    // An earlier spawner had room.
    ASSERT_TRUE(Start("").ok());
    client_.reset();
    // Fills what is left, of bytes and of inodes.
    const std::string filler = runtime_folder_ + "/filler";
    ASSERT_TRUE(MakeFolders(filler).ok());
    for (int i = 0; i < 64; ++i) {
      if (!WriteFileAtomically(absl::StrCat(filler, "/", i), std::string(4096, 'x')).ok()) break;
    }
    before_ = CountMachine(runtime_folder_);
  }
  void TearDown() override { ::umount2(runtime_folder_.c_str(), MNT_DETACH); }
};

TEST_P(FullRuntimeFolderTest, IsToldAtTheStartAndStaysClean) {
  const absl::Status status = Start("");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("No space left on device"));
  EXPECT_THAT(std::string(status.message()), HasSubstr(runtime_folder_));
  for (const auto& entry : std::filesystem::directory_iterator(runtime_folder_))
    EXPECT_THAT(entry.path().filename().string(), AnyOf("filler", "sweep.lock"));
  ASSERT_TRUE(RemoveTree(runtime_folder_ + "/filler").ok());
  ASSERT_TRUE(Start("").ok());
  const absl::StatusOr<Result> later = Run();
  EXPECT_TRUE(RanWell(later)) << later.status();
  ExpectNothingLeft();
}

INSTANTIATE_TEST_SUITE_P(Full, FullRuntimeFolderTest, testing::Values("mode=0755,size=64k", "mode=0755,nr_inodes=16"),
                         [](const auto& test) { return test.index == 0 ? "OfBytes" : "OfInodes"; });

}  // namespace
}  // namespace judge::sandbox
