#include "server/visibility.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace judge::server {
namespace {

bool SeesEverything(Role role) { return role == Role::kGrade || role == Role::kAdmin; }

// Of a problem package: data/sample is shown to contestants.
bool IsHidden(const v1::TestResult& test) { return absl::StartsWith(test.name(), "secret/"); }

// Why the judge failed is the operator's to know: names of machines and files, what a validator's compiler said.
constexpr char kJudgeFailed[] = "the judge failed";

// Empty where it is a mere number ("#1234567"), which has 32 bits for the program to choose.
std::string NameOf(const v1::BlockedSyscall& call) {
  const bool has_name = !call.name().empty() &&
                        (absl::ascii_islower(static_cast<unsigned char>(call.name()[0])) != 0 || call.name()[0] == '_');
  return has_name ? call.name() : "";
}

// What says how a program ended and what it cost. All else (exit code, arguments of a system call, how many bytes were
// printed) is a number that it could choose, and so a way to carry the test's input out.
v1::Facts ShownOf(const v1::Facts& facts) {
  v1::Facts shown;
  shown.set_cpu_us(facts.cpu_us());
  shown.set_wall_us(facts.wall_us());
  shown.set_memory_bytes(facts.memory_bytes());
  shown.set_ending(facts.ending());
  shown.set_signal(facts.signal());
  shown.set_limit(facts.limit());
  shown.set_accounting(facts.accounting());
  if (facts.has_blocked_syscall()) shown.mutable_blocked_syscall()->set_name(NameOf(facts.blocked_syscall()));
  return shown;
}

// Of verdicts whose evidence has such numbers: of what is shown alone. "": the evidence may be shown.
std::string PlainEvidence(v1::Verdict verdict, const v1::Facts& facts) {
  if (verdict == v1::SV)
    return std::string(
        absl::StripTrailingAsciiWhitespace(absl::StrCat("blocked system call ", NameOf(facts.blocked_syscall()))));
  if (verdict != v1::RE) return "";
  const char* const signal = ::sigabbrev_np(facts.signal());
  return signal == nullptr ? "run-time error" : absl::StrCat("ended by SIG", signal);
}

void RedactTest(v1::TestResult& test) {
  test.clear_judge_message();
  if (test.verdict() == v1::JE) test.set_explanation(kJudgeFailed);
  if (!IsHidden(test)) return;
  test.clear_stdout();
  test.clear_stdout_truncated();
  test.clear_stderr();
  test.clear_stderr_truncated();
  const std::string evidence = PlainEvidence(test.verdict(), test.facts());
  if (!evidence.empty()) test.set_explanation(evidence);
  if (test.has_facts()) *test.mutable_facts() = ShownOf(test.facts());
  for (v1::Facts& facts : *test.mutable_earlier_facts()) facts = ShownOf(facts);
}

// The line of a run or a result, which repeats its test's evidence: "test secret/1: exit code 7". `Judged`: either.
template <typename Judged>
void RedactLine(Judged& judged) {
  if (judged.verdict() == v1::JE) judged.set_explanation(kJudgeFailed);
  const bool is_of_hidden = !judged.problem().empty() && !absl::StartsWith(judged.explanation(), "test sample/");
  const std::string evidence = PlainEvidence(judged.verdict(), {});
  if (is_of_hidden && !evidence.empty()) judged.set_explanation(absl::StrCat(evidence, " in a hidden test"));
}

void RedactResult(v1::RunResult& result) {
  RedactLine(result);
  for (v1::TestResult& test : *result.mutable_tests()) RedactTest(test);
}

}  // namespace

void Redact(Role role, v1::Run& run) {
  if (SeesEverything(role)) return;
  RedactLine(run);
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
