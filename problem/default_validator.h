// The default output validator of the problem package format: compares a submission's output with the answer file.
#ifndef JUDGE_PROBLEM_DEFAULT_VALIDATOR_H_
#define JUDGE_PROBLEM_DEFAULT_VALIDATOR_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace judge::problem {

struct ValidatorFlags {
  // Else the ASCII letters A-Z equal a-z.
  bool case_sensitive = false;
  // Whitespace has to be the same byte for byte, at the start and at the end too. Else it only separates tokens.
  bool space_change_sensitive = false;
  // An answer token that is a decimal number accepts any number within either tolerance. With neither, numbers are
  // text.
  std::optional<double> float_absolute_tolerance;
  std::optional<double> float_relative_tolerance;
};

// Arguments as they stand in a package: {"float_tolerance", "1e-6", "case_sensitive"}. Of several tolerances of one
// kind the last counts: a test's flags come after those of the whole problem. An unknown one, or a tolerance that is no
// decimal number >= 0, is INVALID_ARGUMENT with one line that names it.
absl::StatusOr<ValidatorFlags> ParseValidatorFlags(const std::vector<std::string>& arguments);

struct Judgement {
  bool accepted = false;
  // Empty when accepted. Else the first difference on one line, escaped and shortened. It shows a piece of the answer
  // file: for judges (judgemessage.txt), not for submitters.
  std::string message;
};

// Any bytes are fine, of any size: linear time, no memory beyond the message. A number is what the format says
// ("-1", ".5", "2.", "3e-7"): neither hexadecimal nor inf nor nan. Numbers are compared as doubles; one too large for a
// double is text.
Judgement ValidateOutput(absl::string_view answer, absl::string_view output, const ValidatorFlags& flags);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_DEFAULT_VALIDATOR_H_
