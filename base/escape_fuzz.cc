// Whatever a hostile program prints: nothing of it is left that a terminal, a log or a protobuf field would act on.
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "base/escape.h"
#include "base/testing_fuzz.h"

namespace judge {
namespace {

bool IsControl(unsigned char c) { return c < 0x20 || c == 0x7F; }

// By bytes, as a terminal reads them, and not by escape.cc's own idea of UTF-8.
void RequireHarmless(absl::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    Require(!IsControl(text[i]), "no control character is left");
    const absl::string_view rest = text.substr(i);
    Require(!(rest.size() >= 2 && rest[0] == '\xC2' && static_cast<unsigned char>(rest[1]) < 0xA0), "no C1 is left");
    if (rest[0] != '\xE2') continue;
    for (const char* override : {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068"})
      Require(!absl::StartsWith(rest, override), "no override of direction is left");
  }
}

}  // namespace

void Fuzz(absl::string_view input) {
  const std::string line = EscapeForLine(input);
  RequireHarmless(line);
  Require(EscapeForLine(line) == line, "escaping twice is escaping once");
  Require(ToValidUtf8(line) == line, "what is escaped is valid UTF-8");

  const std::string block = EscapeForTerminal(input);
  RequireHarmless(absl::StrReplaceAll(block, {{"\n", ""}, {"\t", ""}}));
  Require(absl::StrReplaceAll(block, {{"\n", "\\n"}, {"\t", "\\t"}}) == line, "a block differs in its lines and tabs");

  const std::string valid = ToValidUtf8(input);
  Require(ToValidUtf8(valid) == valid, "valid UTF-8 stays as it is");
}

}  // namespace judge
