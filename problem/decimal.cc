#include "problem/decimal.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <system_error>

namespace judge::problem {
namespace {

// Takes the digits at the front off; how many there were.
size_t TakeDigits(absl::string_view& text) {
  size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  text.remove_prefix(count);
  return count;
}

bool TakeOneOf(absl::string_view& text, absl::string_view characters) {
  if (text.empty() || characters.find(text[0]) == absl::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool IsUnsignedDecimal(absl::string_view text) {
  size_t digits = TakeDigits(text);
  if (TakeOneOf(text, ".")) digits += TakeDigits(text);
  if (digits == 0) return false;
  if (TakeOneOf(text, "eE")) {
    TakeOneOf(text, "+-");
    if (TakeDigits(text) == 0) return false;
  }
  return text.empty();
}

}  // namespace

std::optional<double> ParseDecimal(absl::string_view text) {
  absl::string_view number = text;
  const bool negative = number.substr(0, 1) == "-";
  TakeOneOf(number, "+-");
  if (!IsUnsignedDecimal(number)) return std::nullopt;
  double value = 0;
  const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
  // Too large and too small are the same error there; strtod tells them apart. Rare, so the copy does not matter.
  if (result.ec == std::errc::result_out_of_range) value = std::strtod(std::string(number).c_str(), nullptr);
  if (!std::isfinite(value)) return std::nullopt;
  return negative ? -value : value;
}

}  // namespace judge::problem
