// A suite that cannot fail proves nothing. Each defence is left out here, alone, or together with the one that backs
// it: the program that relies on it then gets what it wants. Which program that is, and what then comes of it, says its
// head
// ("relies-on").
//
// Every defence is here but two. Without its mount namespace a box would move the machine's own root. And nothing can
// be left out of "no host path is ever sent": there is no such call. All that is run with a defence less looks, asks,
// and changes nothing of the machine's.
#include <gtest/gtest.h>
#include <linux/keyctl.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "sandbox/hostile_check.h"
#include "sandbox/hostile_program.h"
#include "sandbox/machine_counts.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

constexpr char kTestdata[] = JUDGE_SOURCE_DIR "/sandbox/testdata";
constexpr char kPairs[] = JUDGE_SOURCE_DIR "/sandbox/testdata/pairs";
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
  for (const char* folder : {kTestdata, kPairs}) {
    for (const std::string& path : HostileProgramFiles(folder)) {
      const absl::StatusOr<HostileProgram> program = ReadHostileProgram(path);
      if (!program.ok()) continue;  // told by hostile_program_test
      for (const Reliance& reliance : program->reliances) cases.push_back({*program, reliance, folder == kPairs});
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
  }
}

class WeakenedTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    // Boxes that are given no session keyring of their own would share this one.
    ASSERT_GE(::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr), 0);
    if (const auto first = TestMachine::Start(0); !first.ok()) GTEST_FAIL() << first.status();
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
    ::setenv(kHook, absl::StrJoin(hooks, ",").c_str(), /*replace=*/1);
    const auto machine = TestMachine::Start(0, kWeakened);
    if (!machine.ok()) return machine.status().ToString();
    return GetParam().is_pair ? OutcomeOfPair(**machine, program) : OutcomeOfOne(**machine, program);
  }

 private:
  static std::string OutcomeOfOne(TestMachine& machine, const HostileProgram& program) {
    const absl::StatusOr<RunSpec> spec = machine.SpecFor(program);
    if (!spec.ok()) return spec.status().ToString();
    const absl::StatusOr<Result> result = machine.spawner().Run(*spec);
    if (!result.ok()) return result.status().ToString();
    if (!MatchesExpectation(program.expect, *result)) return VerdictWords(*result);
    const std::string complaints = Complaints(machine, program, *result);
    return complaints.empty() ? "contained" : "complaint";
  }

  static std::string OutcomeOfPair(TestMachine& machine, HostileProgram program) {
    program.policy = "open";
    absl::StatusOr<RunSpec> a = machine.SpecFor(program);
    if (!a.ok()) return a.status().ToString();
    RunSpec b = *a;
    const std::string word = absl::StrCat(absl::Hex(absl::GetCurrentTimeNanos()));  // see testdata/pairs/pair.h
    a->argv.insert(a->argv.end(), {"a", word});
    b.argv.insert(b.argv.end(), {"b", word});
    auto other = std::async(std::launch::async, [&] { return machine.spawner().Run(b); });
    const absl::StatusOr<Result> first = machine.spawner().Run(*a);
    const absl::StatusOr<Result> second = other.get();
    if (!first.ok()) return first.status().ToString();
    if (!second.ok()) return second.status().ToString();
    if (VerdictWords(*first) != VerdictWords(*second)) return "one of the two alone met the other";
    return VerdictWords(*first) == "OK" ? "contained" : VerdictWords(*first);
  }

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
