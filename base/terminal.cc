#include "base/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/escape.h"

namespace judge {
namespace {

bool WantsColor(ColorMode mode, bool is_terminal) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  const char* const term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return is_terminal && !dumb && std::getenv("NO_COLOR") == nullptr;
}

const char* CodeOf(Color color) {
  switch (color) {
    case Color::kGreen:
      return "\x1b[32m";
    case Color::kRed:
      return "\x1b[31m";
    case Color::kYellow:
      return "\x1b[33m";
    case Color::kGrey:
      return "\x1b[90m";
    case Color::kBold:
      return "\x1b[1m";
    case Color::kPlain:
      break;
  }
  return "";
}

}  // namespace

Terminal::Terminal(ColorMode mode)
    : stdout_is_terminal_(::isatty(STDOUT_FILENO) == 1),
      stderr_is_terminal_(::isatty(STDERR_FILENO) == 1),
      color_(WantsColor(mode, stdout_is_terminal_)) {}

std::string Terminal::Paint(Color color, const std::string& text) const {
  if (!color_ || color == Color::kPlain || text.empty()) return text;
  return absl::StrCat(CodeOf(color), text, "\x1b[0m");
}

void Terminal::Progress(const std::string& text) {
  if (!stderr_is_terminal_) return;
  winsize size;
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 10;
  std::fprintf(stderr, "\r\x1b[K%s", CutUtf8(text, known ? size.ws_col - 1 : 79).c_str());
  progress_shown_ = true;
}

void Terminal::ClearProgress() {
  if (progress_shown_) std::fputs("\r\x1b[K", stderr);
  progress_shown_ = false;
}

void Print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

bool CloseStdout() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

}  // namespace judge
