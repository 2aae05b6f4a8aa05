// Where output goes, and what may be done to it there: colour and overwritten lines on a terminal, neither in a pipe.
#ifndef JUDGE_BASE_TERMINAL_H_
#define JUDGE_BASE_TERMINAL_H_

#include <string>

namespace judge {

enum class ColorMode { kAuto, kAlways, kNever };

enum class Color { kPlain, kGreen, kRed, kYellow, kGrey, kBold };

class Terminal {
 public:
  // Auto: colour when stdout is a terminal, TERM is not "dumb" and NO_COLOR is not set.
  explicit Terminal(ColorMode mode);

  // `text` in that colour, or as it is.
  std::string Paint(Color color, const std::string& text) const;

  // One line on stderr that says what is being done; the next one, or anything printed after ClearProgress(), takes its
  // place. Nothing where stderr is no terminal. `text` must be escaped for a line; it is cut to the terminal's width.
  void Progress(const std::string& text);
  void ClearProgress();

  bool stdout_is_terminal() const { return stdout_is_terminal_; }
  bool stderr_is_terminal() const { return stderr_is_terminal_; }

 private:
  bool stdout_is_terminal_;
  bool stderr_is_terminal_;
  bool color_;
  bool progress_shown_ = false;
};

// Writes text to stdout at once, so that a table grows as tests end. Errors are found by CloseStdout().
void Print(const std::string& text);

// Flushes stdout. False: what was printed did not arrive (a full disk).
bool CloseStdout();

}  // namespace judge

#endif  // JUDGE_BASE_TERMINAL_H_
