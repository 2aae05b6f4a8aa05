// The default validator. An input reads "FLAGS\nANSWER|OUTPUT"; what has to hold is how verdicts relate to each other.
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/testing_fuzz.h"
#include "problem/default_validator.h"

namespace judge {
namespace {

using problem::ValidatorFlags;
using Halves = std::pair<absl::string_view, absl::string_view>;

bool Accepts(absl::string_view answer, absl::string_view output, const ValidatorFlags& flags) {
  constexpr size_t kLongestMessage = 1000;
  const problem::Judgement judgement = problem::ValidateOutput(answer, output, flags);
  Require(judgement.accepted == judgement.message.empty(), "a rejection has a message, and nothing else has");
  if (!judgement.accepted) RequireReadable(absl::InvalidArgumentError(judgement.message));
  Require(judgement.message.size() < kLongestMessage, "a message is short");
  return judgement.accepted;
}

// What is accepted stays so when a flag asks for less.
void RequireAcceptedByLaxer(absl::string_view answer, absl::string_view output, const ValidatorFlags& flags) {
  ValidatorFlags laxer = flags;
  laxer.case_sensitive = false;
  Require(Accepts(answer, output, laxer), "accepted when case is ignored");
  laxer.space_change_sensitive = false;
  Require(Accepts(answer, output, laxer), "accepted when whitespace only separates");
  laxer.float_absolute_tolerance = flags.float_absolute_tolerance.value_or(0) + 1;
  Require(Accepts(answer, output, laxer), "accepted with more tolerance");
}

}  // namespace

void Fuzz(absl::string_view input) {
  const Halves flags_and_texts = absl::StrSplit(input, absl::MaxSplits('\n', 1));
  const auto flags = problem::ParseValidatorFlags(absl::StrSplit(flags_and_texts.first, ' ', absl::SkipEmpty()));
  if (!flags.ok()) return RequireReadable(flags.status());
  const auto [answer, output] = Halves(absl::StrSplit(flags_and_texts.second, absl::MaxSplits('|', 1)));

  Require(Accepts(answer, answer, *flags) && Accepts(output, output, *flags), "the answer itself is accepted");
  const bool accepted = Accepts(answer, output, *flags);
  if (accepted) RequireAcceptedByLaxer(answer, output, *flags);
  // A relative tolerance is one of the answer.
  if (!flags->float_relative_tolerance)
    Require(Accepts(output, answer, *flags) == accepted, "answer and output may change places");
  if (!flags->case_sensitive) {
    Require(Accepts(answer, absl::AsciiStrToUpper(output), *flags) == accepted, "capitals change nothing");
    Require(Accepts(answer, absl::AsciiStrToUpper(answer), *flags), "the answer in capitals is accepted");
  }
  if (!flags->space_change_sensitive)
    Require(Accepts(answer, absl::StrCat("\n", output, " \n"), *flags) == accepted,
            "whitespace around changes nothing");
}

}  // namespace judge
