// Decimal numbers as the problem package format writes them, in packages and in outputs.
#ifndef JUDGE_PROBLEM_DECIMAL_H_
#define JUDGE_PROBLEM_DECIMAL_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace judge::problem {

// The nearest double of "[+-] digits [. digits] [e [+-] digits]", where either side of the dot may be empty. Nothing
// for any other text (spaces, hexadecimal, inf, nan) and for numbers too large for a double; one too small is 0.
std::optional<double> ParseDecimal(absl::string_view text);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_DECIMAL_H_
