// Where boxes get their cgroups on a machine with cgroup v2 alone. Runs in the guest, as root.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <functional>
#include <future>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "sandbox/spawner/cgroup.h"
#include "sandbox/suite/program.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

using ::testing::HasSubstr;

constexpr char kRoot[] = "/sys/fs/cgroup";
constexpr uid_t kUser = 1000;

void Write(const std::string& file, const std::string& value) {
  const absl::Status status = WriteKernelFile(file, value);
  ASSERT_TRUE(status.ok()) << status;
}

std::string Read(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadKernelFile(file);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

// A cgroup below the root, which gives it `controllers`, and a process in it that a test can do with as it likes.
class CgroupV2Test : public ::testing::Test {
 protected:
  void TearDown() override {
    if (!folder_.empty()) {
      EXPECT_TRUE(SweepCgroup(folder_).ok());
    }
  }

  void MakeCgroup(const std::string& name, const std::string& controllers) {
    folder_ = absl::StrCat(kRoot, "/", name);
    ASSERT_EQ(::mkdir(folder_.c_str(), 0755), 0);
    Write(absl::StrCat(kRoot, "/cgroup.subtree_control"), controllers);
  }

  // Runs `scenario` in a process of its own that is in the cgroup.
  void Inside(const std::function<void()>& scenario) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      Write(folder_ + "/cgroup.procs", "0");
      scenario();
      ::_exit(HasFailure() ? 1 : 0);
    }
    int status;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0) << "see above";
  }

  // As a container's manager does: what is above is out of sight.
  static void EnterContainer() {
    ASSERT_EQ(::unshare(CLONE_NEWCGROUP | CLONE_NEWNS), 0);
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    ASSERT_EQ(::umount2(kRoot, MNT_DETACH), 0);
    ASSERT_EQ(::mount("cgroup2", kRoot, "cgroup2", 0, nullptr), 0);
  }

  static void ExpectBoxesRun() {
    const auto machine = StartTestMachine();
    ASSERT_TRUE(machine.ok()) << machine.status();
    const absl::StatusOr<RunSpec> spec = SpecForNothing(**machine);
    ASSERT_TRUE(spec.ok()) << spec.status();
    const absl::StatusOr<Result> result = (*machine)->spawner().Run(*spec);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(VerdictWords(*result), "OK");
    EXPECT_GT(result->peak_memory_bytes, 0);
  }

  static void GiveTo(uid_t user, const std::string& folder) {
    for (const char* file : {"", "/cgroup.procs", "/cgroup.subtree_control", "/cgroup.threads"})
      ASSERT_EQ(::chown((folder + file).c_str(), user, user), 0);
  }

  static std::string Place() {
    const auto tree = FindCgroupTree("tree");
    return tree.ok() ? (*tree)->folders().front() : std::string(tree.status().message());
  }

  std::string folder_;
};

TEST_F(CgroupV2Test, UsesTheRootWhereNobodyArrangedAnything) { EXPECT_EQ(Place(), "/sys/fs/cgroup/tree"); }

TEST_F(CgroupV2Test, StaysWithinADelegatedCgroupAndMovesItsProcessesAside) {
  MakeCgroup("delegated", "+memory +pids");
  ASSERT_EQ(::setxattr(folder_.c_str(), "trusted.delegate", "1", 1, 0), 0);
  Inside([&] {
    EXPECT_EQ(Place(), folder_ + "/tree");
    ExpectBoxesRun();
    EXPECT_EQ(Read("/proc/self/cgroup"), "0::/delegated/judge-supervisor\n");
    // Who comes next finds it arranged.
    EXPECT_EQ(Place(), folder_ + "/tree");
    ExpectBoxesRun();
  });
}

TEST_F(CgroupV2Test, SpawnersThatStartAtOnceArrangeOnePlace) {
  MakeCgroup("delegated", "+memory +pids");
  ASSERT_EQ(::setxattr(folder_.c_str(), "trusted.delegate", "1", 1, 0), 0);
  Inside([] {
    std::vector<std::future<void>> starts;
    for (int i = 0; i < 4; ++i) starts.push_back(std::async(std::launch::async, ExpectBoxesRun));
    for (std::future<void>& start : starts) start.get();
  });
}

// Its owner could move them out, and off all limits.
TEST_F(CgroupV2Test, PutsNoBoxesOfRootBelowACgroupOfAnother) {
  MakeCgroup("user", "+memory +pids");
  ASSERT_EQ(::setxattr(folder_.c_str(), "user.delegate", "1", 1, 0), 0);
  GiveTo(kUser, folder_);
  Inside([&] { EXPECT_EQ(Place(), "/sys/fs/cgroup/tree"); });
}

TEST_F(CgroupV2Test, TakesACgroupOfItsUserWithoutAMarkOnlyWhereItIsAlone) {
  MakeCgroup("user", "+memory +pids");
  GiveTo(kUser, folder_);
  Inside([&] {
    ASSERT_EQ(::setresuid(kUser, kUser, kUser), 0);
    EXPECT_EQ(Place(), folder_ + "/tree");
    const pid_t child = ::fork();
    if (child == 0) {
      while (true) ::pause();
    }
    EXPECT_THAT(Place(), HasSubstr("systemd-run --user --scope -p Delegate=yes"));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  });
}

TEST_F(CgroupV2Test, LeavesProcessesOfACgroupThatIsNotDelegatedWhereTheyAre) {
  MakeCgroup("scope", "+memory +pids");
  Inside([&] {
    EXPECT_EQ(Place(), "/sys/fs/cgroup/tree");
    ExpectBoxesRun();
    EXPECT_EQ(Read("/proc/self/cgroup"), "0::/scope\n");
  });
}

TEST_F(CgroupV2Test, RunsInAContainer) {
  MakeCgroup("container", "+memory +pids");
  Inside([] {
    EnterContainer();
    ExpectBoxesRun();
    EXPECT_EQ(Read("/proc/self/cgroup"), "0::/judge-supervisor\n");
    ExpectBoxesRun();
  });
}

TEST_F(CgroupV2Test, NamesTheControllerThatIsNotHandedDown) {
  MakeCgroup("poor", "-memory +pids");
  Inside([] {
    EnterContainer();
    const auto machine = StartTestMachine();
    EXPECT_EQ(machine.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(machine.status().message()), HasSubstr("no cgroup controller 'memory'"));
    EXPECT_THAT(std::string(machine.status().message()), HasSubstr("Delegate=yes"));
  });
}

TEST_F(CgroupV2Test, SweepKillsWhatLivesInNestedCgroups) {
  MakeCgroup("dead", "+memory +pids");
  ASSERT_EQ(::mkdir((folder_ + "/box-0").c_str(), 0755), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    Write(folder_ + "/box-0/cgroup.procs", "0");
    while (true) ::pause();
  }
  while (Read(folder_ + "/box-0/cgroup.procs").empty()) ::usleep(1000);
  const absl::Status swept = SweepCgroup(folder_);
  EXPECT_TRUE(swept.ok()) << swept;
  EXPECT_NE(::access(folder_.c_str(), F_OK), 0);
  int status;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFSIGNALED(status));
}

}  // namespace
}  // namespace judge::sandbox
