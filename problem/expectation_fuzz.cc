// A submission's source: what it says it expects is kept, or refused in one line.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/testing_fuzz.h"
#include "problem/expectation.h"

namespace judge {

void Fuzz(absl::string_view input) {
  const auto found = problem::ExpectationOfSource(input);
  if (!found.ok()) return RequireReadable(found.status());
  if (!found->has_value()) return;
  const problem::Expectation& expectation = **found;
  for (const v1::Verdict verdict : expectation.required)
    Require(problem::Agrees(expectation, {verdict}), "each verdict that is listed agrees");
  Require(!problem::Agrees(expectation, {v1::JE}), "an error of the judge is never what a submission expects");

  const std::string shown = absl::StrReplaceAll(ToString(expectation), {{" or ", ", "}});
  const auto again = problem::ExpectationOfSource(absl::StrCat("# @EXPECTED_RESULTS@: ", shown, "\n", input));
  Require(again.ok() && again->has_value(), "what is shown can be written");
  Require((*again)->required == expectation.required, "and means the same");
}

}  // namespace judge
