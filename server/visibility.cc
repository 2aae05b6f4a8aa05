#include "server/visibility.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace judge::server {
namespace {

bool SeesEverything(Role role) { return role == Role::kGrade || role == Role::kAdmin; }

// Of a problem package: data/sample is shown to contestants.
bool IsHidden(const v1::TestResult& test) { return absl::StartsWith(test.name(), "secret/"); }

// Why the judge failed is the operator's to know: names of machines and files, what a validator's compiler said.
constexpr char kJudgeFailed[] = "the judge failed";

void RedactTest(v1::TestResult& test) {
  test.clear_judge_message();
  if (test.verdict() == v1::JE) test.set_explanation(kJudgeFailed);
  if (!IsHidden(test)) return;
  test.clear_stdout();
  test.clear_stdout_truncated();
  test.clear_stderr();
  test.clear_stderr_truncated();
}

void RedactResult(v1::RunResult& result) {
  if (result.verdict() == v1::JE) result.set_explanation(kJudgeFailed);
  for (v1::TestResult& test : *result.mutable_tests()) RedactTest(test);
}

}  // namespace

void Redact(Role role, v1::Run& run) {
  if (SeesEverything(role)) return;
  if (run.verdict() == v1::JE) run.set_explanation(kJudgeFailed);
  if (run.has_result()) RedactResult(*run.mutable_result());
  for (v1::RunResult& result : *run.mutable_earlier_results()) RedactResult(result);
}

bool NeedsRedaction(Role role, const v1::RunEvent& event) {
  return !SeesEverything(role) && (event.has_test() || event.has_finished());
}

void Redact(Role role, v1::RunEvent& event) {
  if (!NeedsRedaction(role, event)) return;
  if (event.has_test()) RedactTest(*event.mutable_test());
  if (event.has_finished()) Redact(role, *event.mutable_finished());
}

void Redact(Role role, v1::ProblemVersion& version) {
  if (SeesEverything(role)) return;
  auto& tests = *version.mutable_problem()->mutable_tests();
  tests.erase(std::remove_if(tests.begin(), tests.end(), [](const v1::TestCase& test) { return !test.sample(); }),
              tests.end());
}

}  // namespace judge::server
