#include "sandbox/suite/run.h"

#include <future>

#include "absl/strings/str_cat.h"
#include "sandbox/suite/check.h"

namespace judge::sandbox {
namespace {

Finding Check(const SuiteMachine& machine, const HostileProgram& program, const absl::StatusOr<Result>& result) {
  if (!result.ok()) return Failed(program.expect, result.status());
  Finding finding;
  finding.expected = ExpectationOf(program, *result);
  finding.got = VerdictWords(*result);
  finding.ended_as_expected = MatchesExpectation(finding.expected, *result);
  finding.complaints = Complaints(machine, program, *result);
  finding.story = Story(*result);
  return finding;
}

}  // namespace

Finding Failed(const std::string& expected, const absl::Status& status) {
  Finding finding;
  finding.expected = expected;
  finding.got = status.ToString();
  return finding;
}

std::string WhyNotHeld(const Finding& finding) {
  if (finding.held()) return "";
  return absl::StrCat("expected ", finding.expected, ", got ", finding.got, "\n", finding.complaints, finding.story);
}

Finding RunProgram(SuiteMachine& machine, const HostileProgram& program) {
  const absl::StatusOr<RunSpec> spec = machine.SpecFor(program);
  if (!spec.ok()) return Failed(program.expect, spec.status());
  const auto run = [&] { return machine.spawner().Run(*spec); };
  if (program.check != "two-at-once") return Check(machine, program, run());
  auto other = std::async(std::launch::async, run);
  Finding first = Check(machine, program, run());
  Finding second = Check(machine, program, other.get());
  return first.held() ? second : first;
}

}  // namespace judge::sandbox
