// Hostile strings, made safe for the medium they go to. The one place for it: nothing else escapes.
#ifndef JUDGE_BASE_ESCAPE_H_
#define JUDGE_BASE_ESCAPE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace judge {

// For a terminal, as a block of text: newlines and tabs stay, valid printable UTF-8 stays, every other byte (escape
// sequences, control characters of C0 and C1, invalid UTF-8, bidirectional overrides) becomes \xNN.
std::string EscapeForTerminal(absl::string_view text);

// The same on one line: newlines and tabs become \n and \t. For log lines, table cells and error messages.
std::string EscapeForLine(absl::string_view text);

// The start of a text, at most `bytes` long, no character cut in its middle.
std::string CutUtf8(absl::string_view text, size_t bytes);

// The start of what somebody has sent, in quotes and on one line: for a message back to them.
std::string QuoteForLine(absl::string_view text);

// Valid UTF-8, for protobuf string fields and JSON: each invalid byte becomes U+FFFD. Nothing else changes.
std::string ToValidUtf8(absl::string_view text);

}  // namespace judge

#endif  // JUDGE_BASE_ESCAPE_H_
