// The programs of pairs/: see pair.h among their sources.
#include <future>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "sandbox/suite/check.h"
#include "sandbox/suite/run.h"

namespace judge::sandbox {
namespace {

struct Timed {
  absl::StatusOr<Result> result;
  absl::Time asked;
  absl::Time answered;

  // Within these two it certainly ran.
  absl::Time latest_start() const { return answered - result->wall_time; }
  absl::Time earliest_end() const { return asked + result->wall_time; }
};

class Pair {
 public:
  Pair(SuiteMachine& machine, HostileProgram program) : machine_(machine), program_(std::move(program)) {
    program_.policy = "open";
  }

  // Runs the side that is called "a" or "b", or "both" in one box.
  absl::StatusOr<Result> Run(const std::string& role, absl::Duration look) {
    JUDGE_ASSIGN_OR_RETURN(RunSpec spec, machine_.SpecFor(program_));
    spec.argv.insert(spec.argv.end(), {role, word_, absl::StrCat(absl::ToInt64Milliseconds(look))});
    return machine_.spawner().Run(spec);
  }

  Timed RunTimed(const std::string& role) {
    Timed timed = {absl::UnknownError(""), absl::Now(), {}};
    timed.result = Run(role, absl::Seconds(1));
    timed.answered = absl::Now();
    return timed;
  }

 private:
  SuiteMachine& machine_;
  HostileProgram program_;
  // What the two name things by: keys outlive a box by seconds.
  const std::string word_ = absl::StrCat(absl::Hex(absl::GetCurrentTimeNanos()));
};

// They exit 0, or 1 if they met.
bool IsApart(const Result& result) { return VerdictWords(result) == "OK"; }
bool HasMet(const Result& result) { return VerdictWords(result) == "RE 1"; }

void RunInOneBox(Pair pair, Finding& finding) {
  const absl::StatusOr<Result> both = pair.Run("both", absl::Milliseconds(300));
  if (!both.ok())
    absl::StrAppend(&finding.complaints, "in one box: ", both.status().ToString(), "\n");
  else if (!HasMet(*both))
    absl::StrAppend(&finding.complaints,
                    "its two sides do not meet in one box either, where they must: ", VerdictWords(*both), "\n");
}

// The ids of boxes are used again: by the next spawner at once.
void RunOneAfterTheOther(SuiteMachine& machine, Pair pair, Finding& finding) {
  const auto run = [&](const std::string& role) -> absl::StatusOr<Result> {
    JUDGE_RETURN_IF_ERROR(machine.Restart());
    return pair.Run(role, absl::Milliseconds(50));  // the first is gone anyway
  };
  const absl::StatusOr<Result> first = run("a");
  const absl::StatusOr<Result> second = first.ok() ? run("b") : first.status();
  if (!second.ok())
    absl::StrAppend(&finding.complaints, "one after the other: ", second.status().ToString(), "\n");
  else if (HasMet(*second))
    finding.got = finding.got == "apart" ? "met-later" : absl::StrCat(finding.got, ", met-later");
  else if (!IsApart(*second))
    absl::StrAppend(&finding.complaints, "one after the other: ", VerdictWords(*second), "\n");
}

// OUT_OF_RANGE: nothing was seen to go wrong, but they may have run one after the other.
absl::StatusOr<Finding> TryAtOnce(SuiteMachine& machine, const HostileProgram& program) {
  Pair pair(machine, program);
  auto other = std::async(std::launch::async, [&] { return pair.RunTimed("b"); });
  const Timed a = pair.RunTimed("a");
  const Timed b = other.get();
  for (const Timed* side : {&a, &b})
    if (!side->result.ok()) return Failed(program.expect, side->result.status());
  Finding finding;
  finding.expected = ExpectationOf(program, *a.result);
  finding.story = absl::StrCat("a: ", Story(*a.result), "\nb: ", Story(*b.result));
  if (IsApart(*a.result) && IsApart(*b.result))
    finding.got = "apart";
  else if (HasMet(*a.result) && HasMet(*b.result))
    finding.got = "met";
  else
    finding.got = absl::StrCat("a ", VerdictWords(*a.result), ", b ", VerdictWords(*b.result));
  finding.ended_as_expected = finding.got == finding.expected;
  if (finding.ended_as_expected && (a.latest_start() >= b.earliest_end() || b.latest_start() >= a.earliest_end()))
    return absl::OutOfRangeError("they did not run at once, or on a machine too busy to show it");
  return finding;
}

}  // namespace

Finding RunPairAtOnce(SuiteMachine& machine, const HostileProgram& program) {
  constexpr int kTries = 5;
  absl::StatusOr<Finding> finding;
  for (int i = 0; i < kTries && !finding.ok(); ++i) finding = TryAtOnce(machine, program);
  return finding.ok() ? *std::move(finding) : Failed(program.expect, finding.status());
}

Finding RunPair(SuiteMachine& machine, const HostileProgram& program) {
  Finding finding = RunPairAtOnce(machine, program);
  if (finding.got != "apart" && finding.got != "met") return finding;
  if (program.in_one_box == "met") RunInOneBox(Pair(machine, program), finding);
  RunOneAfterTheOther(machine, Pair(machine, program), finding);
  finding.ended_as_expected = finding.got == finding.expected;
  return finding;
}

}  // namespace judge::sandbox
