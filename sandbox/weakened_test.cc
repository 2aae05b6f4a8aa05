// A suite that cannot fail proves nothing. Each of these defences is left out here, alone, or together with the one
// that backs it: the program that relies on it then gets what it wants. Which program that is, and what then comes of
// it, says its head ("relies-on").
//
// The mount namespace is never left out: a box without one would move the machine's own root. Nor is what no call of
// the spawner's sets up: see docs/security.md. All that is run with a defence less looks, asks, and changes nothing of
// the machine's.
#include <grp.h>
#include <gtest/gtest.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "sandbox/suite/machine_counts.h"
#include "sandbox/suite/run.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

constexpr char kWeakened[] = JUDGE_BIN_DIR "/judge-spawner-weakened";
constexpr char kHook[] = "JUDGE_WITHOUT";

// Those that spawner/weakened_calls.cc leaves out.
constexpr const char* kDefences[] = {"bounding-set",
                                     "cgroup-namespace",
                                     "close-on-exec",
                                     "core-limit",
                                     "detached-host",
                                     "init-uid",
                                     "init-not-dumpable",
                                     "ipc-namespace",
                                     "net-namespace",
                                     "no-groups",
                                     "no-new-privs",
                                     "nodev",
                                     "nosuid",
                                     "nosymfollow",
                                     "oom-score",
                                     "output-resolve",
                                     "pid-namespace",
                                     "proc-hidepid",
                                     "proc-subset",
                                     "read-only-proc",
                                     "read-only-root",
                                     "seccomp",
                                     "securebits",
                                     "session",
                                     "session-keyring",
                                     "target-uid",
                                     "user-keyring",
                                     "uts-namespace",
                                     "locked-memory-limit",
                                     "message-queue-limit",
                                     "time-namespace"};
// Limits of a run, by their names in a head: left out by not being asked for.
constexpr const char* kLimits[] = {"time", "wall", "memory", "processes", "stdout",
                                   "file", "disk", "inodes", "files",     "stack"};

struct Case {
  HostileProgram program;
  Reliance reliance;
  bool is_pair;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.program.name << " without " << absl::StrJoin(one.reliance.defences, " and ");
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const char* folder : {"", "/pairs"}) {
    for (const std::string& path : HostileProgramFiles(TestPlaces().suite_folder + folder)) {
      const absl::StatusOr<HostileProgram> program = ReadHostileProgram(path);
      if (!program.ok()) continue;  // told by suite_test
      for (const Reliance& reliance : program->reliances) cases.push_back({*program, reliance, *folder != '\0'});
    }
  }
  return cases;
}

void LeaveOutLimit(const std::string& name, Limits& limits) {
  if (name == "time") limits.cpu_time.reset();
  if (name == "wall") limits.wall_time.reset();
  if (name == "memory") limits.memory_bytes.reset();
  if (name == "processes") limits.processes.reset();
  if (name == "stdout") limits.stdout_bytes.reset();
  if (name == "file") limits.file_size_bytes.reset();
  if (name == "disk") limits.disk_bytes.reset();
  if (name == "inodes") limits.disk_inodes.reset();
  if (name == "files") limits.open_files.reset();
  if (name == "stack") limits.stack_bytes.reset();
}

// Without a namespace of their own two boxes leave these on the machine.
void RemoveIpcObjects() {
  for (const char side : {'a', 'b'}) {
    const key_t key = 0x6a7500 + side;
    ::shmctl(::shmget(key, 0, 0), IPC_RMID, nullptr);
    ::msgctl(::msgget(key, 0), IPC_RMID, nullptr);
    ::semctl(::semget(key, 0, 0), 0, IPC_RMID);
    ::mq_unlink(absl::StrCat("/judge-pair-", std::string(1, side)).c_str());
  }
}

class WeakenedTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    // Boxes that are given no session keyring of their own would share this one.
    ASSERT_GE(::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr), 0);
    // As a person's shell has, and a service often has not.
    const gid_t group = 1;
    ASSERT_EQ(::setgroups(1, &group), 0);
    if (const auto first = StartTestMachine(0); !first.ok()) GTEST_FAIL() << first.status();
    before_ = CountMachine(kTestRuntimeFolder);
  }
  void TearDown() override {
    ::unsetenv(kHook);
    RemoveIpcObjects();
    EXPECT_EQ(WaitForNothingLeft(before_, kTestRuntimeFolder), "");
  }

  // In the words of Reliance::otherwise, or "contained".
  static std::string Outcome(const std::vector<std::string>& without) {
    HostileProgram program = GetParam().program;
    std::vector<std::string> hooks;
    for (const std::string& defence : without) {
      if (absl::StartsWith(defence, "limit-"))
        LeaveOutLimit(defence.substr(6), program.limits);
      else
        hooks.push_back(defence);
    }
    // One after the other takes spawners of its own.
    const auto run_pair = GetParam().reliance.otherwise == "met-later" ? RunPair : RunPairAtOnce;
    ::setenv(kHook, absl::StrJoin(hooks, ",").c_str(), /*replace=*/1);
    const auto machine = StartTestMachine(0, kWeakened);
    if (!machine.ok()) return machine.status().ToString();
    const Finding finding = GetParam().is_pair ? run_pair(**machine, program) : RunProgram(**machine, program);
    if (finding.held()) return "contained";
    return finding.ended_as_expected ? "complaint" : finding.got;
  }

 private:
  MachineCounts before_;
};

TEST_P(WeakenedTest, IsContainedByWhatItsHeadNames) {
  const Reliance& reliance = GetParam().reliance;
  EXPECT_EQ(Outcome({}), "contained");
  const std::string otherwise = Outcome(reliance.defences);
  if (reliance.otherwise == "RE") {
    EXPECT_TRUE(absl::StartsWith(otherwise, "RE ")) << otherwise;
  } else {
    EXPECT_EQ(otherwise, reliance.otherwise);
  }
}

INSTANTIATE_TEST_SUITE_P(Testdata, WeakenedTest, ::testing::ValuesIn(Cases()), [](const auto& one) {
  const std::string name =
      absl::StrCat(one.param.program.name, "_without_", absl::StrJoin(one.param.reliance.defences, "_and_"));
  return absl::StrReplaceAll(name, {{"-", "_"}});
});

TEST(DefencesTest, EachHasAProgramThatReliesOnIt) {
  std::set<std::string> relied_on, known;
  for (const Case& one : Cases()) relied_on.insert(one.reliance.defences.begin(), one.reliance.defences.end());
  for (const char* defence : kDefences) known.insert(defence);
  for (const char* limit : kLimits) known.insert(absl::StrCat("limit-", limit));
  EXPECT_EQ(relied_on, known);
}

TEST(DefencesTest, NoneCanBeLeftOutOfTheRealSpawner) {
  const absl::StatusOr<std::string> weakened = ReadFile(kWeakened, 64 << 20);
  const absl::StatusOr<std::string> real = ReadFile(JUDGE_BIN_DIR "/judge-spawner", 64 << 20);
  ASSERT_TRUE(weakened.ok() && real.ok()) << weakened.status() << real.status();
  EXPECT_TRUE(absl::StrContains(*weakened, kHook));
  EXPECT_FALSE(absl::StrContains(*real, kHook));
}

}  // namespace
}  // namespace judge::sandbox
