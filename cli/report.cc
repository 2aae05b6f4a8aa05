#include "cli/report.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"
#include "cli/words.h"

namespace judge::cli {
namespace {

constexpr size_t kLongestRemark = 160;

// What a person is told of the compilation: the compiler's text in any case, for warnings help too.
std::string CompileText(const v1::CompileResult& compile, const Terminal& terminal) {
  if (!compile.ran()) return "";
  std::string text = terminal.Paint(Color::kRed, "does not compile") + "\n";
  if (compile.ok()) {
    const std::string seconds = TimeText(compile.facts().wall_us());
    text = compile.cached() ? absl::StrCat("compiled before, in ", seconds, " (compile cache)\n")
                            : absl::StrCat("compiled in ", seconds, "\n");
  }
  text += EscapeForTerminal(compile.log());
  if (text.back() != '\n') text += "\n";
  if (compile.log_truncated()) text += "... (the compiler had more to say)\n";
  return text;
}

// What a test used before, if it was run again because that was too near to a limit.
std::string RepeatText(const v1::TestResult& test) {
  if (test.earlier_facts().empty()) return "";
  return absl::StrCat("run again alone, too near to the limit before: CPU ", TimeText(test.earlier_facts(0).cpu_us()),
                      ", wall ", TimeText(test.earlier_facts(0).wall_us()));
}

std::string JoinRemarks(const std::string& one, const std::string& other) {
  return absl::StrCat(one, one.empty() || other.empty() ? "" : "; ", other);
}

// Who runs judge-cli has the package, answers and all: the judges' message is for them.
std::string RemarkOn(const v1::TestResult& test) {
  const std::string& message = test.judge_message();
  if (test.verdict() != v1::WA || message.empty()) return JoinRemarks(test.explanation(), RepeatText(test));
  return CutUtf8(message.substr(0, message.find('\n')), kLongestRemark);
}

std::string WithLineEnd(std::string text) {
  if (!text.empty() && text.back() != '\n') text += "\n";
  return text;
}

}  // namespace

std::string FailureText(const v1::TestResult& test) {
  constexpr size_t kShown = 10;  // an interpreter says at the end what went wrong
  if (test.verdict() != v1::JE) return "";
  const std::vector<std::string> lines = absl::StrSplit(test.judge_message(), '\n', absl::SkipWhitespace());
  std::string text;
  for (size_t i = lines.size() - std::min(lines.size(), kShown); i < lines.size(); ++i)
    absl::StrAppend(&text, "    ", EscapeForLine(CutUtf8(lines[i], kLongestRemark)), "\n");
  return text;
}

size_t NameWidth(const worker::Task& task) {
  constexpr size_t kWidest = 40;
  size_t width = 0;
  for (const worker::Test& test : task.tests) width = std::max(width, DisplayWidth(EscapeForLine(test.name)));
  return std::min(width, kWidest);
}

TableReport::TableReport(Terminal& terminal, size_t name_width)
    : terminal_(terminal),
      table_(terminal,
             {{"test", name_width}, {"verdict"}, {"CPU", 9, true}, {"wall", 9, true}, {"memory", 11, true}, {""}}) {}

void TableReport::Compiling() { terminal_.Progress("compiling ..."); }

void TableReport::Compiled(const v1::CompileResult& compile) {
  terminal_.ClearProgress();
  Print(CompileText(compile, terminal_));
  if (compile.ok()) Print(absl::StrCat("\n", table_.Header()));
}

void TableReport::TestStarted(const worker::Test& test) {
  terminal_.Progress(absl::StrCat("  ", EscapeForLine(test.name), " ..."));
}

void TableReport::TestEnded(const worker::TestRun& run) {
  terminal_.ClearProgress();
  const v1::TestResult& test = run.result;
  const bool ran = test.has_facts();
  Print(table_.Row({{test.name()},
                    {VerdictText(test.verdict()), ColorOf(test.verdict())},
                    {ran ? TimeText(test.facts().cpu_us()) : ""},
                    {ran ? TimeText(test.facts().wall_us()) : ""},
                    {ran ? MemoryText(test.facts().memory_bytes()) : ""},
                    {RemarkOn(test), Color::kGrey}}));
  Print(FailureText(test));
}

void TableReport::PrintSkipped(const v1::RunResult& result) const {
  constexpr int kShown = 3;
  int skipped = 0;
  for (const v1::TestResult& test : result.tests()) {
    if (test.verdict() != v1::SK) continue;
    if (++skipped <= kShown) Print(table_.Row({{test.name()}, {"SK", ColorOf(v1::SK)}}));
  }
  if (skipped <= kShown) return;
  const char* const why = result.verdict() == v1::JE ? " more skipped, since the judge failed\n"
                                                     : " more skipped after the first failure (--all judges them)\n";
  Print(absl::StrCat("  ... and ", skipped - kShown, why));
}

void TableReport::Conclude(const v1::RunResult& result) const {
  PrintSkipped(result);
  if (result.tests_left_out() > 0)
    Print(
        absl::StrCat("  ... and ", result.tests_left_out(), " more that the server left out: so many are too long\n"));
  std::string line =
      absl::StrCat("\n", terminal_.Paint(ColorOf(result.verdict()), VerdictText(result.verdict())), "  ");
  if (result.verdict() == v1::AC) {
    const Peak peak = PeakOf(result);
    absl::StrAppend(&line, "slowest test ", TimeText(peak.cpu_us), " CPU, most memory ", MemoryText(peak.memory_bytes));
  } else {
    line += EscapeForLine(result.explanation());
  }
  Print(line + "\n");
  if (result.certificate().accounting() == v1::RLIMITS)
    Print(terminal_.Paint(Color::kGrey, "limits kept and figures taken by rlimits alone, as far as these can\n"));
  if (result.certificate().shared())
    Print(terminal_.Paint(Color::kGrey, "judged beside other runs on the same CPUs: times vary more\n"));
}

void OutputReport::Compiling() { terminal_.Progress("compiling ..."); }

void OutputReport::Compiled(const v1::CompileResult& compile) {
  terminal_.ClearProgress();
  if (!compile.ok() || !compile.log().empty()) std::fputs(CompileText(compile, terminal_).c_str(), stderr);
}

void OutputReport::TestStarted(const worker::Test&) { terminal_.Progress("running ..."); }

void OutputReport::TestEnded(const worker::TestRun& run) {
  terminal_.ClearProgress();
  Print(terminal_.stdout_is_terminal() ? WithLineEnd(EscapeForTerminal(run.stdout_data)) : run.stdout_data);
  std::fputs(WithLineEnd(EscapeForTerminal(run.stderr_data)).c_str(), stderr);
}

void OutputReport::Conclude(const v1::RunResult& result) const {
  const bool well = result.verdict() == v1::VERDICT_UNSPECIFIED;
  std::string line = well ? "ended well (exit code 0)" : v1::Verdict_Name(result.verdict());
  if (result.tests_size() == 1) {
    const v1::TestResult& test = result.tests(0);
    if (!test.explanation().empty()) absl::StrAppend(&line, ": ", test.explanation());
    if (test.has_facts()) absl::StrAppend(&line, "; ", FactsText(test.facts()));
    if (!test.earlier_facts().empty()) absl::StrAppend(&line, " (", RepeatText(test), ")");
  } else if (!result.explanation().empty()) {
    absl::StrAppend(&line, ": ", result.explanation());
  }
  std::fprintf(stderr, "%s\n", EscapeForLine(line).c_str());
}

}  // namespace judge::cli
