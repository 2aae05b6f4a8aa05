#include "problem/default_validator.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "problem/decimal.h"

namespace judge::problem {
namespace {

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Walks over a text by runs of whitespace and tokens, and knows where it is.
class Reader {
 public:
  explicit Reader(absl::string_view text) : rest_(text) {}

  absl::string_view TakeSpace() {
    size_t size = 0;
    for (; size < rest_.size() && IsSpace(rest_[size]); ++size) {
      if (rest_[size] != '\n') continue;
      ++line_;
      token_ = 0;
    }
    return Take(size);
  }

  // Empty at the end of the text.
  absl::string_view TakeToken() {
    size_t size = 0;
    while (size < rest_.size() && !IsSpace(rest_[size])) ++size;
    ++token_;
    return Take(size);
  }

  int64_t line() const { return line_; }
  // In its line, from 1.
  int64_t token() const { return token_; }

 private:
  absl::string_view Take(size_t size) {
    const absl::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  absl::string_view rest_;
  int64_t line_ = 1;
  int64_t token_ = 0;
};

std::string Show(absl::string_view text) {
  constexpr size_t kMaxBytes = 60;
  if (text.size() <= kMaxBytes) return absl::StrCat("\"", EscapeForLine(text), "\"");
  return absl::StrCat("\"", EscapeForLine(text.substr(0, kMaxBytes)), "\"... (", text.size(), " bytes)");
}

bool IsWithinTolerance(double answer, double output, const ValidatorFlags& flags) {
  const double difference = std::fabs(output - answer);
  return (flags.float_absolute_tolerance && difference <= *flags.float_absolute_tolerance) ||
         (flags.float_relative_tolerance && difference <= *flags.float_relative_tolerance * std::fabs(answer));
}

// Empty when the tokens agree, else what is wrong.
std::string CompareTokens(absl::string_view answer, absl::string_view output, const ValidatorFlags& flags) {
  if (answer == output) return "";
  if (flags.float_absolute_tolerance || flags.float_relative_tolerance) {
    if (const std::optional<double> expected = ParseDecimal(answer)) {
      const std::optional<double> got = ParseDecimal(output);
      if (!got) return absl::StrCat("expected the number ", Show(answer), ", got ", Show(output));
      if (IsWithinTolerance(*expected, *got, flags)) return "";
      return absl::StrCat("expected ", Show(answer), ", got ", Show(output), ", off by ", std::fabs(*got - *expected));
    }
  }
  if (!flags.case_sensitive && absl::EqualsIgnoreCase(answer, output)) return "";
  return absl::StrCat("expected ", Show(answer), ", got ", Show(output));
}

Judgement Reject(const Reader& answer, const Reader& output, absl::string_view difference) {
  return {false, absl::StrCat("line ", output.line(), ", token ", output.token(), " (answer: line ", answer.line(),
                              ", token ", answer.token(), "): ", difference)};
}

absl::Status SetTolerance(absl::string_view flag, const std::string& value, std::optional<double>& tolerance) {
  tolerance = ParseDecimal(value);
  if (!tolerance || std::signbit(*tolerance))
    return absl::InvalidArgumentError(absl::StrCat(flag, ": ", Show(value), " is no decimal number >= 0"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ValidatorFlags> ParseValidatorFlags(const std::vector<std::string>& arguments) {
  ValidatorFlags flags;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& flag = arguments[i];
    if (flag == "case_sensitive" || flag == "space_change_sensitive") {
      (flag == "case_sensitive" ? flags.case_sensitive : flags.space_change_sensitive) = true;
      continue;
    }
    const bool both = flag == "float_tolerance";
    const bool absolute = both || flag == "float_absolute_tolerance";
    const bool relative = both || flag == "float_relative_tolerance";
    if (!absolute && !relative)
      return absl::InvalidArgumentError(
          absl::StrCat("unknown flag ", Show(flag),
                       "; the default validator knows case_sensitive, space_change_sensitive, float_tolerance, "
                       "float_absolute_tolerance and float_relative_tolerance"));
    if (++i == arguments.size()) return absl::InvalidArgumentError(absl::StrCat(flag, ": needs a number after it"));
    absl::Status status;
    if (absolute) status = SetTolerance(flag, arguments[i], flags.float_absolute_tolerance);
    if (relative && status.ok()) status = SetTolerance(flag, arguments[i], flags.float_relative_tolerance);
    if (!status.ok()) return status;
  }
  return flags;
}

Judgement ValidateOutput(absl::string_view answer, absl::string_view output, const ValidatorFlags& flags) {
  if (answer == output) return {true, ""};
  Reader expected(answer);
  Reader got(output);
  while (true) {
    const absl::string_view expected_space = expected.TakeSpace();
    const absl::string_view got_space = got.TakeSpace();
    const absl::string_view expected_token = expected.TakeToken();
    const absl::string_view got_token = got.TakeToken();
    if (flags.space_change_sensitive && expected_space != got_space)
      return Reject(expected, got,
                    absl::StrCat("expected the whitespace ", Show(expected_space), ", got ", Show(got_space)));
    if (expected_token.empty() && got_token.empty()) return {true, ""};
    if (got_token.empty())
      return Reject(expected, got, absl::StrCat("expected ", Show(expected_token), ", but the output ends here"));
    if (expected_token.empty())
      return Reject(expected, got, absl::StrCat("expected the end of the output, got ", Show(got_token)));
    const std::string difference = CompareTokens(expected_token, got_token, flags);
    if (!difference.empty()) return Reject(expected, got, difference);
  }
}

}  // namespace judge::problem
