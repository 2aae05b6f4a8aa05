#include "base/escape.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace judge {
namespace {

struct CodePoint {
  uint32_t value;
  int bytes;  // 0: not valid UTF-8 here
};

// Overlong forms, surrogates and values above U+10FFFF are invalid.
CodePoint Decode(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < static_cast<size_t>(length)) return {0, 0};
  uint32_t value = first & (0x7F >> length);
  for (int i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0, 0};
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {0, 0};
  return {value, length};
}

bool IsHarmless(uint32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;  // C0, DEL, C1
  if (c >= 0x200B && c <= 0x200F) return false;           // zero-width, direction marks
  if (c >= 0x2028 && c <= 0x202E) return false;           // line separators, bidirectional embeddings
  return !(c >= 0x2060 && c <= 0x206F) && c != 0xFEFF;    // isolates, invisible operators, BOM
}

std::string Escape(absl::string_view text, bool one_line) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    const int bytes = c.bytes > 0 ? c.bytes : 1;
    const absl::string_view piece = text.substr(0, bytes);
    text.remove_prefix(bytes);
    if (c.bytes > 0 && (IsHarmless(c.value) || (!one_line && (c.value == '\n' || c.value == '\t')))) {
      out.append(piece.data(), piece.size());
    } else if (piece == "\n" || piece == "\t") {
      out += piece == "\n" ? "\\n" : "\\t";
    } else {
      for (const char byte : piece) absl::StrAppend(&out, "\\x", absl::BytesToHexString(absl::string_view(&byte, 1)));
    }
  }
  return out;
}

}  // namespace

std::string EscapeForTerminal(absl::string_view text) { return Escape(text, /*one_line=*/false); }

std::string EscapeForLine(absl::string_view text) { return Escape(text, /*one_line=*/true); }

std::string CutUtf8(absl::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  // A character has at most three bytes that are not its first; more of them in a row are none of any.
  for (int i = 0; i < 3 && bytes > 0 && (static_cast<uint8_t>(text[bytes]) & 0xC0) == 0x80; ++i) --bytes;
  return std::string(text.substr(0, bytes));
}

std::string QuoteForLine(absl::string_view text) {
  constexpr size_t kMostBytes = 100;
  return absl::StrCat("'", EscapeForLine(CutUtf8(text, kMostBytes)), "'");
}

std::string ToValidUtf8(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    if (c.bytes > 0)
      out.append(text.data(), c.bytes);
    else
      out += "\xEF\xBF\xBD";
    text.remove_prefix(c.bytes > 0 ? c.bytes : 1);
  }
  return out;
}

}  // namespace judge
