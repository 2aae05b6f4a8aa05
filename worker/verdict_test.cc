#include "worker/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

namespace judge::worker {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Limits TestLimits() {
  v1::Limits limits;
  limits.set_cpu_time_ms(2000);
  limits.set_wall_time_ms(5000);
  limits.set_memory_bytes(256 << 20);
  limits.set_processes(8);
  limits.set_output_bytes(8 << 20);
  limits.set_file_size_bytes(1 << 20);
  limits.set_stack_bytes(64 << 20);
  return limits;
}

// A program that did nothing wrong, and then what `change` makes of it.
v1::Facts FactsWith(const std::function<void(v1::Facts&)>& change = [](v1::Facts&) {}) {
  v1::Facts facts;
  facts.set_cpu_us(10'000);
  facts.set_wall_us(20'000);
  facts.set_memory_bytes(1 << 20);
  facts.set_ending(v1::Facts::EXITED);
  change(facts);
  return facts;
}

void Signal(v1::Facts& facts, int signal) {
  facts.set_ending(v1::Facts::SIGNALED);
  facts.set_signal(signal);
}

void Kill(v1::Facts& facts, v1::Facts::Limit limit) {
  facts.set_ending(v1::Facts::KILLED);
  facts.set_limit(limit);
}

void Block(v1::Facts& facts, const std::string& call, const std::string& architecture) {
  facts.set_ending(v1::Facts::BLOCKED_SYSCALL);
  facts.mutable_blocked_syscall()->set_name(call);
  facts.mutable_blocked_syscall()->set_architecture(architecture);
  for (const int argument : {2, 1, 0, 9, 9, 9}) facts.mutable_blocked_syscall()->add_arguments(argument);
}

struct Row {
  std::string behaviour;
  std::function<void(v1::Facts&)> facts;
  v1::Verdict verdict;
  std::string evidence;  // part of the explanation
};

const std::vector<Row>& Rows() {
  static const auto* const kRows = new std::vector<Row>{
      {"BlockedCallIsASecurityViolation", [](auto& f) { Block(f, "socket", "x86_64"); }, v1::SV,
       "blocked system call socket(0x2, 0x1, 0x0)"},
      {"BlockedCallOfAnotherTableNamesTheTable", [](auto& f) { Block(f, "getpid", "x86"); }, v1::SV, "of the x86"},
      {"BlockedCallGoesBeforeEveryLimit",
       [](auto& f) {
         Block(f, "socket", "x86_64");
         f.set_oom_kills(1);
         f.set_cpu_us(9'000'000);
       },
       v1::SV, "socket"},
      {"OomKillIsMemory", [](auto& f) { Signal(f, SIGKILL), f.set_oom_kills(1); }, v1::MLE, "256 MiB"},
      {"MemoryLimitIsMemory", [](auto& f) { Kill(f, v1::Facts::MEMORY); }, v1::MLE, "256 MiB"},
      {"OomKillOfAChildIsMemoryThoughTheParentExitedWell", [](auto& f) { f.set_oom_kills(1); }, v1::MLE, "256 MiB"},
      {"MemoryGoesBeforeTime", [](auto& f) { Kill(f, v1::Facts::CPU_TIME), f.set_oom_kills(1); }, v1::MLE, ""},
      // A peak at the limit is no fault: page cache may have filled it.
      {"PeakAtTheLimitIsNoMemoryVerdict", [](auto& f) { f.set_memory_bytes(256 << 20); }, v1::VERDICT_UNSPECIFIED, ""},
      {"KillSignalAloneIsNoMemoryVerdict", [](auto& f) { Signal(f, SIGKILL); }, v1::RE, "SIGKILL"},
      {"CpuLimitIsTime", [](auto& f) { Kill(f, v1::Facts::CPU_TIME), f.set_cpu_us(2'001'000); }, v1::TLE,
       "used 2.001 s of CPU time, the limit is 2 s"},
      {"CpuOverTheLimitIsTimeThoughItExitedWell", [](auto& f) { f.set_cpu_us(2'000'001); }, v1::TLE, "CPU time"},
      {"CpuAtTheLimitIsNoTimeVerdict", [](auto& f) { f.set_cpu_us(2'000'000); }, v1::VERDICT_UNSPECIFIED, ""},
      {"WallLimitWhileIdleSaysSo", [](auto& f) { Kill(f, v1::Facts::WALL_TIME), f.set_wall_us(5'000'000); }, v1::TLE,
       "wall time limit of 5 s with 0.010 s of CPU time: it was idle"},
      {"WallLimitWhileBusyDoesNotSayIdle",
       [](auto& f) { Kill(f, v1::Facts::WALL_TIME), f.set_wall_us(2'100'000), f.set_cpu_us(1'900'000); }, v1::TLE,
       "with 1.900 s of CPU time"},
      {"OutputLimitIsOutput", [](auto& f) { Kill(f, v1::Facts::OUTPUT); }, v1::OLE, "8 MiB"},
      {"TimeGoesBeforeOutput", [](auto& f) { Kill(f, v1::Facts::OUTPUT), f.set_cpu_us(3'000'000); }, v1::TLE, "CPU"},
      {"SegmentationFaultIsARunTimeError", [](auto& f) { Signal(f, SIGSEGV); }, v1::RE, "stack of 64 MiB"},
      {"FileSizeSignalNamesItsLimit", [](auto& f) { Signal(f, SIGXFSZ); }, v1::RE, "SIGXFSZ: wrote a file larger than"},
      {"RealTimeSignalHasANumber", [](auto& f) { Signal(f, 44); }, v1::RE, "signal 44"},
      {"NonZeroExitIsARunTimeError", [](auto& f) { f.set_exit_code(3); }, v1::RE, "exit code 3"},
      {"ExitCodeOfTheRuntimesOutOfMemoryIsMemory", [](auto& f) { f.set_exit_code(77); }, v1::MLE, "exit code 77"},
      {"FailedForksExplainARunTimeError", [](auto& f) { Signal(f, SIGABRT), f.set_process_limit_hits(4); }, v1::RE,
       "failed 4 times at the limit of 8"},
      {"EndedFromOutsideWithoutALimitIsCancelled", [](auto& f) { f.set_ending(v1::Facts::KILLED); }, v1::CANCELLED, ""},
      {"EndedWellHasNoVerdictYet", [](auto&) {}, v1::VERDICT_UNSPECIFIED, ""},
  };
  return *kRows;
}

class DecideRunTest : public testing::TestWithParam<Row> {};

TEST_P(DecideRunTest, Decides) {
  const Row& row = GetParam();
  const Decision decision = DecideRun(FactsWith(row.facts), TestLimits(), {77}, std::nullopt);
  EXPECT_EQ(v1::Verdict_Name(decision.verdict), v1::Verdict_Name(row.verdict));
  EXPECT_THAT(decision.explanation, HasSubstr(row.evidence));
}

// No output, however good, mends a run that did not end well.
TEST_P(DecideRunTest, AValidatorsWordCountsOnlyAfterAGoodEnd) {
  const Row& row = GetParam();
  const bool ended_well = row.verdict == v1::VERDICT_UNSPECIFIED;
  const Decision decision =
      DecideRun(FactsWith(row.facts), TestLimits(), {77}, Judgement{Judgement::Outcome::kAccepted, "fine"});
  EXPECT_EQ(v1::Verdict_Name(decision.verdict), v1::Verdict_Name(ended_well ? v1::AC : row.verdict));
}

INSTANTIATE_TEST_SUITE_P(Table, DecideRunTest, testing::ValuesIn(Rows()),
                         [](const auto& row) { return row.param.behaviour; });

TEST(DecideRunTest, RejectedOutputIsAWrongAnswerWithTheValidatorsReason) {
  const Decision decision =
      DecideRun(FactsWith(), TestLimits(), {}, Judgement{Judgement::Outcome::kRejected, "line 3: got 4"});
  EXPECT_EQ(decision.verdict, v1::WA);
  EXPECT_EQ(decision.explanation, "line 3: got 4");
}

TEST(DecideRunTest, FailedValidatorIsTheJudgesErrorAndNeverTheSubmissions) {
  const Decision decision =
      DecideRun(FactsWith(), TestLimits(), {}, Judgement{Judgement::Outcome::kFailed, "the validator crashed"});
  EXPECT_EQ(decision.verdict, v1::JE);
  EXPECT_EQ(decision.explanation, "the validator crashed");
}

TEST(DecideRunTest, LimitsThatAreNotSetAreNotExceeded) {
  const v1::Facts facts = FactsWith([](v1::Facts& f) { f.set_cpu_us(1'000'000'000); });
  EXPECT_EQ(DecideRun(facts, {}, {}, std::nullopt).verdict, v1::VERDICT_UNSPECIFIED);
}

using State = sandbox::CollectedFile::State;

struct ClosenessRow {
  std::string behaviour;
  std::function<void(v1::Facts&)> facts;
  bool close;
};

std::vector<ClosenessRow> ClosenessRows() {  // the CPU time limit is 2 s
  using v1::Facts;
  return {
      {"JustWithinTheLimit", [](Facts& f) { f.set_cpu_us(1'950'000); }, true},
      {"JustBeyondTheLimit", [](Facts& f) { f.set_cpu_us(2'050'000); }, true},
      {"WellWithinTheLimit", [](Facts& f) { f.set_cpu_us(1'850'000); }, false},
      {"EndedBeyondTheMargin", [](Facts& f) { f.set_cpu_us(2'101'000), Kill(f, Facts::CPU_TIME); }, false},
      {"CrashedJustWithinTheLimit", [](Facts& f) { f.set_cpu_us(1'950'000), Signal(f, SIGSEGV); }, true},
      {"WaitedForACpu", [](Facts& f) { f.set_cpu_us(1'000'000), f.set_wall_us(5'000'000), Kill(f, Facts::WALL_TIME); },
       true},
      {"SleptOrWaitedForADisk",
       [](Facts& f) { f.set_cpu_us(1'000), f.set_wall_us(5'000'000), Kill(f, Facts::WALL_TIME); }, true},
      {"OutOfMemory", [](Facts& f) { f.set_cpu_us(1'950'000), f.set_oom_kills(1); }, false},
      {"TooMuchOutput", [](Facts& f) { f.set_cpu_us(1'950'000), Kill(f, Facts::OUTPUT); }, false},
      {"Blocked", [](Facts& f) { f.set_cpu_us(1'950'000), Block(f, "socket", "x86_64"); }, false},
  };
}

class IsTooCloseTest : public testing::TestWithParam<ClosenessRow> {};

TEST_P(IsTooCloseTest, Tells) {
  EXPECT_EQ(IsTooClose(FactsWith(GetParam().facts), TestLimits(), 0.05), GetParam().close);
  EXPECT_FALSE(IsTooClose(FactsWith(GetParam().facts), TestLimits(), 0));
}

INSTANTIATE_TEST_SUITE_P(Table, IsTooCloseTest, testing::ValuesIn(ClosenessRows()),
                         [](const auto& row) { return row.param.behaviour; });

TEST(DecideCompileTest, ExitCodeZeroWithAnArtifactIsSuccess) {
  const CompileDecision decision = DecideCompile(FactsWith(), TestLimits(), State::kCollected, 1 << 20);
  EXPECT_TRUE(decision.ok);
  EXPECT_THAT(decision.explanation, IsEmpty());
}

TEST(DecideCompileTest, ACheckAloneNeedsNoArtifact) {
  EXPECT_TRUE(DecideCompile(FactsWith(), TestLimits(), std::nullopt, 0).ok);
  EXPECT_FALSE(DecideCompile(FactsWith([](auto& f) { f.set_exit_code(1); }), TestLimits(), std::nullopt, 0).ok);
}

struct CompileRow {
  std::string behaviour;
  std::function<void(v1::Facts&)> facts;
  State artifact;
  std::string evidence;
};

class CompileFailureTest : public testing::TestWithParam<CompileRow> {};

TEST_P(CompileFailureTest, SaysWhy) {
  const CompileRow& row = GetParam();
  const CompileDecision decision = DecideCompile(FactsWith(row.facts), TestLimits(), row.artifact, 1 << 20);
  EXPECT_FALSE(decision.ok);
  EXPECT_THAT(decision.explanation, HasSubstr(row.evidence));
}

INSTANTIATE_TEST_SUITE_P(
    Table, CompileFailureTest,
    testing::Values(
        CompileRow{"TimeLimit", [](auto& f) { Kill(f, v1::Facts::CPU_TIME); }, State::kMissing, "CPU time"},
        CompileRow{"TimeLimitThoughAnArtifactIsThere", [](auto& f) { Kill(f, v1::Facts::CPU_TIME); }, State::kCollected,
                   "while compiling: used"},
        CompileRow{"MemoryLimit", [](auto& f) { f.set_oom_kills(1); }, State::kMissing, "memory limit of 256 MiB"},
        CompileRow{"LogFlood", [](auto& f) { Kill(f, v1::Facts::OUTPUT); }, State::kMissing, "output limit"},
        CompileRow{"BlockedCall", [](auto& f) { Block(f, "socket", "x86_64"); }, State::kCollected, "socket(0x2"},
        CompileRow{"Signal", [](auto& f) { Signal(f, SIGSEGV); }, State::kMissing, "SIGSEGV"},
        CompileRow{"Diagnostics", [](auto& f) { f.set_exit_code(1); }, State::kMissing, "exit code is 1"},
        CompileRow{"FailedForks", [](auto& f) { f.set_exit_code(1), f.set_process_limit_hits(1); }, State::kMissing,
                   "exit code is 1 (creating a process or thread failed 1 time at"},
        CompileRow{"MissingArtifact", [](auto&) {}, State::kMissing, "left no program"},
        CompileRow{"LinkAsArtifact", [](auto&) {}, State::kNotRegular, "not a regular file"},
        CompileRow{"HugeArtifact", [](auto&) {}, State::kTooLarge, "larger than the limit of 1 MiB"}),
    [](const auto& row) { return row.param.behaviour; });

}  // namespace
}  // namespace judge::worker
