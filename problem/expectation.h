// What an example submission of a package has to get: from its folder's name, or from a comment in its source.
#ifndef JUDGE_PROBLEM_EXPECTATION_H_
#define JUDGE_PROBLEM_EXPECTATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/v1/result.pb.h"

namespace judge::problem {

struct Expectation {
  // Every test's verdict is one of these ...
  std::vector<v1::Verdict> permitted;
  // ... and at least one test's verdict is one of these.
  std::vector<v1::Verdict> required;
};

// The expectation of submissions/FOLDER: the format's folders (accepted, rejected, wrong_answer, time_limit_exceeded,
// run_time_error, brute_force; also spelt run_time_exception) and this judge's own (compile_error,
// memory_limit_exceeded, output_limit_exceeded, security_violation). Nothing for another name.
std::optional<Expectation> ExpectationOfFolder(absl::string_view folder, bool legacy);

// The expectation of the first "@EXPECTED_RESULTS@: A, B" in a source: the overall verdict is one of those listed, in
// DOMjudge's spelling (CORRECT, WRONG-ANSWER, TIMELIMIT, ...) or ours (AC, WA, TLE, ...). Nothing without such a
// comment; INVALID_ARGUMENT for a word that is no verdict.
absl::StatusOr<std::optional<Expectation>> ExpectationOfSource(absl::string_view source);

// Whether the verdicts of the tests in order agree; {CE} for a submission that did not compile. Skipped tests (SK)
// agree with anything.
bool Agrees(const Expectation& expectation, const std::vector<v1::Verdict>& verdicts);

// Whether verdicts that do not agree might, if the tests that were skipped after a failure were judged too: a slow
// submission of a legacy package may be wrong on an earlier test.
bool MightAgreeWithEveryTest(const Expectation& expectation, const std::vector<v1::Verdict>& verdicts);

// For people: "WA", "RE or MLE or OLE or SV".
std::string ToString(const Expectation& expectation);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_EXPECTATION_H_
